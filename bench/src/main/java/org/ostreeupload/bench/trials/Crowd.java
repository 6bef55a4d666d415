// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ostreeupload.bench.trials.lab.BuildRepository;
import org.ostreeupload.bench.trials.lab.Clone;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.PushProcess;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Result;
import org.ostreeupload.bench.trials.lab.Tally;
import org.ostreeupload.bench.trials.lab.Together;

/**
 * Lets many pushers push at once, several of them to the same branches and all of them some of the
 * same objects, while the real {@code ostree} prunes and makes summaries.
 *
 * @param pushers how many
 * @param rounds how often each of them is to succeed
 */
record Crowd(int pushers, int rounds) implements Trial {
  private static final int PUSHERS_PER_TEAM = 4;
  private static final String LOCK_SECONDS = "5";

  @Override
  public Result run(Lab lab) throws Exception {
    long start = System.nanoTime();
    Path directory = lab.directory();
    Production production = Production.create(directory.resolve("production"));
    production.ostree().run("config", "set", "core.lock-timeout-secs", LOCK_SECONDS);
    Tally tally =
        new Tally(
            Member.ACKNOWLEDGED,
            Member.OVERTAKEN,
            Member.BUSY,
            Upkeep.PRUNED,
            Upkeep.PRUNE_LOCKED_OUT,
            Upkeep.SUMMARIZED,
            Upkeep.SUMMARY_LOCKED_OUT);
    try (ReceiverProcess receiver =
        ReceiverProcess.start(lab, directory, production.layout().root(), List.of())) {
      List<Member> members = members(lab, production, receiver, tally);
      Upkeep upkeep = new Upkeep(lab, production, tally, members.size());
      List<Together.Task> tasks = new ArrayList<>(List.of(upkeep::prune, upkeep::summarize));
      members.forEach(member -> tasks.add(() -> upkeep.during(() -> member.work(rounds))));
      Together.run(tasks);
      receiver.awaitQuiet();
      check(production, members, receiver, lab.newDirectory("client"));
    }
    Result result = new Result("crowd").with("pushers", pushers);
    tally.addTo(result);
    return result.with("seconds", (System.nanoTime() - start) / 1e9);
  }

  private List<Member> members(
      Lab lab, Production production, ReceiverProcess receiver, Tally tally) throws Exception {
    BuildRepository first =
        BuildRepository.create(lab.newDirectory("first"), "archive", lab.random(0));
    int teams = Math.max(1, pushers / PUSHERS_PER_TEAM);
    for (int i = 0; i < teams; i++) {
      first.commit("team/" + i, Member.SHAPE, 0);
    }
    PushProcess.start(lab, lab.directory(), first.path(), receiver)
        .await()
        .expectSuccess("the first push");
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < pushers; i++) {
      members.add(new Member(lab, production, receiver, tally, i, "team/" + i % teams));
    }
    return members;
  }

  private static void check(
      Production production, List<Member> members, ReceiverProcess receiver, Path client)
      throws Exception {
    production.requireHeads(production.heads(), "at the end");
    production.requireNothingStaged("at the end");
    production.requireSound("at the end");
    production.requireNothingStray("at the end");
    Clone clone = Clone.pull(receiver.repositoryAddress(), client.resolve("repo"), production);
    clone.requireSound();
    for (Member member : members) {
      member.requireKept(clone);
    }
  }
}
