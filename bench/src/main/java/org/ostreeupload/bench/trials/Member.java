// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.ostreeupload.bench.trials.lab.BuildRepository;
import org.ostreeupload.bench.trials.lab.Clone;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.PushProcess;
import org.ostreeupload.bench.trials.lab.Pushed;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Shape;
import org.ostreeupload.bench.trials.lab.Tally;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.testdata.CommandResult;
import org.ostreeupload.testdata.Ostree;

/**
 * A build machine among others: every push moves a branch of its own and one of its team, which its
 * fellows move too. Used by one thread.
 */
final class Member {
  static final String ACKNOWLEDGED = "pushes acknowledged";
  static final String OVERTAKEN = "refused because somebody was faster";
  static final String BUSY = "refused because of a lock";
  static final Shape SHAPE = Shape.small(40, 1 << 20);

  private static final int MOST_ATTEMPTS = 40;
  private static final int RECEIVER_FAILED = 4;
  private static final int REFUSED = 6;

  private final Lab lab;
  private final Path directory;
  private final Production production;
  private final ReceiverProcess receiver;
  private final Tally tally;
  private final SplittableRandom random;
  private final BuildRepository source;
  private final String own;
  private final String team;
  private final List<String> acknowledgedOwn = new ArrayList<>();
  private final List<String> acknowledgedTeam = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  Member(
      Lab lab,
      Production production,
      ReceiverProcess receiver,
      Tally tally,
      int number,
      String team)
      throws IOException {
    this.lab = lab;
    this.directory = lab.newDirectory("member-" + number);
    this.production = production;
    this.receiver = receiver;
    this.tally = tally;
    this.random = lab.random(number + 1);
    this.source = BuildRepository.create(directory, "archive", random.split());
    this.own = "own/" + number;
    this.team = team;
  }

  /** Pushes until so many pushes have succeeded. */
  void work(int rounds) throws Exception {
    for (int round = 1; round <= rounds; round++) {
      int attempts = 1;
      while (!push(round)) {
        Violation.unless(++attempts <= MOST_ATTEMPTS, own + ": no push succeeds, see " + directory);
      }
      Thread.sleep(random.nextLong(500)); // or nobody else ever gets the lock
    }
  }

  /** Makes a push on top of what the team has; says whether it succeeded. */
  private boolean push(int round) throws Exception {
    String base = pullTeam();
    String teamCommit = source.commit(team, SHAPE, round, "--parent=" + base);
    String ownCommit = source.commit(own, SHAPE, round);
    List<String> options = new ArrayList<>(List.of("--branch=" + own, "--branch=" + team));
    if (random.nextBoolean()) {
      options.add("--retry");
    }
    Pushed pushed =
        PushProcess.start(lab, directory, source.path(), receiver, options.toArray(String[]::new))
            .await();
    if (pushed.status() == 0) {
      Map<String, String> heads = pushed.expectSuccess("a push of " + own).heads();
      Violation.unless(
          heads.equals(Map.of(own, ownCommit, team, teamCommit)), own + " reports " + heads);
      acknowledgedOwn.add(ownCommit);
      acknowledgedTeam.add(teamCommit);
      requireOwnHead();
      tally.count(ACKNOWLEDGED);
      return true;
    }
    requireHonest(pushed);
    refused.add(teamCommit);
    requireOwnHead();
    return false;
  }

  private String pullTeam() {
    CommandResult pulled = source.ostree().tryPull(receiver.repositoryAddress(), team);
    Violation.unless(pulled.exitCode() == 0, own + " cannot pull: " + pulled);
    return source.ostree().revParse(Ostree.REMOTE + ":" + team);
  }

  private void requireHonest(Pushed pushed) {
    switch (pushed.status()) {
      case REFUSED -> tally.count(OVERTAKEN);
      case RECEIVER_FAILED -> {
        Violation.unless(
            pushed.err().contains("lock"), own + " ended with status 4: " + pushed.err());
        tally.count(BUSY);
      }
      default ->
          throw new Violation(own + " ended with status " + pushed.status() + ": " + pushed.err());
    }
  }

  /** Nobody else moves this branch, so it is where the last push that succeeded put it. */
  private void requireOwnHead() throws IOException {
    String head = production.heads().getOrDefault(own, "nowhere");
    String last = acknowledgedOwn.isEmpty() ? "nowhere" : acknowledgedOwn.getLast();
    Violation.unless(head.equals(last), own + " is " + head + ", last acknowledged was " + last);
  }

  /** Everything that was acknowledged is in the history of its branch, and nothing refused is. */
  void requireKept(Clone clone) throws IOException {
    Set<String> ofTeam = clone.history(team);
    List<String> lost = new ArrayList<>(acknowledgedTeam);
    lost.removeAll(ofTeam);
    List<String> lostOwn = new ArrayList<>(acknowledgedOwn);
    lostOwn.removeAll(clone.history(own));
    lost.addAll(lostOwn);
    Violation.unless(lost.isEmpty(), own + ": acknowledged commits are lost: " + lost);
    List<String> there = new ArrayList<>(refused);
    there.retainAll(ofTeam);
    Violation.unless(there.isEmpty(), own + ": refused commits were published: " + there);
  }
}
