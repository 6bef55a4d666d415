// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.ostreeupload.bench.trials.lab.BuildRepository;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.PushProcess;
import org.ostreeupload.bench.trials.lab.Pushed;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Remainder;
import org.ostreeupload.bench.trials.lab.Shape;
import org.ostreeupload.bench.trials.lab.Violation;

/** Some kills, one after the other, in the same repositories. Not thread-safe. */
final class KillBatch implements AutoCloseable {
  private static final List<String> BRANCHES = List.of("os/stable", "os/devel", "app");
  private static final List<String> MODES = List.of("archive", "bare-user", "bare");
  private static final Shape SMALL = Shape.small(70, 4 << 20);
  private static final Shape LARGE = new Shape(70, 4 << 20, 9 << 20);

  private final Lab lab;
  private final Path directory;
  private final Kills kind;
  private final KillCounts counts;
  private final SplittableRandom random;
  private final Production production;
  private final BuildRepository source;
  private final ReceiverProcess receiver;
  private final KillTimer timer;
  private long shared;

  private KillBatch(Lab lab, Path directory, Kills kind, int number, KillCounts counts)
      throws IOException, InterruptedException {
    this.lab = lab;
    this.directory = directory;
    this.kind = kind;
    this.counts = counts;
    this.random = lab.random(number);
    this.production = Production.create(directory.resolve("production"));
    Path machine = Files.createDirectory(directory.resolve("source"));
    this.source =
        BuildRepository.create(machine, MODES.get(random.nextInt(MODES.size())), random.split());
    this.receiver = ReceiverProcess.start(lab, directory, production.layout().root(), List.of());
    this.timer = new KillTimer(kind.moment(), receiver, random.split());
  }

  /** Makes the repositories, starts a receiver and measures how long a push takes. */
  static KillBatch start(Lab lab, Path directory, Kills kind, int number, KillCounts counts)
      throws IOException, InterruptedException {
    KillBatch batch = new KillBatch(lab, directory, kind, number, counts);
    for (int i = 0; i < 2; i++) { // the first one meets a cold receiver
      batch.commit();
      PushProcess push = batch.push();
      batch.timer.measure(push);
    }
    return batch;
  }

  private SortedMap<String, String> commit() throws IOException {
    SortedMap<String, String> wanted = new TreeMap<>();
    shared = random.nextLong(1L << 40);
    for (String branch : BRANCHES) {
      wanted.put(branch, source.commit(branch, wanted.isEmpty() ? LARGE : SMALL, shared));
    }
    return wanted;
  }

  private PushProcess push(String... options) throws IOException {
    return PushProcess.start(lab, directory, source.path(), timer.target(), options);
  }

  /** Makes a push, kills somebody in the middle of it, and looks what is left. */
  void attempt() throws IOException, InterruptedException {
    SortedMap<String, String> old = production.heads();
    SortedMap<String, String> wanted = commit();
    Remainder all = Remainder.of(source.path(), production, wanted.values());
    PushProcess push = push();
    timer.await(push);
    boolean isSettled =
        switch (kind.victim()) {
          case PUSHER -> killPusher(push, old, wanted);
          case RECEIVER -> killReceiver(push, old, wanted);
        };
    pushAgain(wanted, all, isSettled);
  }

  /** Says whether there was nothing to kill. */
  private boolean killPusher(
      PushProcess push, SortedMap<String, String> old, SortedMap<String, String> wanted)
      throws IOException, InterruptedException {
    Pushed pushed = push.kill();
    receiver.awaitQuiet();
    receiver.requireAlive("after the kill of a pusher");
    boolean hasMoved = requireAllOrNone(old, wanted, "after the kill of a pusher");
    production.requireSound("after the kill of a pusher");
    if (pushed.isKilled()) {
      counts.killed(hasMoved);
      return false;
    }
    requireEnded(pushed, wanted);
    return true;
  }

  /** Says whether the push has come to its end, before the kill or after it. */
  private boolean killReceiver(
      PushProcess push, SortedMap<String, String> old, SortedMap<String, String> wanted)
      throws IOException, InterruptedException {
    receiver.kill();
    boolean isRunning = push.pause();
    requireEachOldOrNew(old, wanted);
    production.requireSound("with the receiver dead");
    receiver.restart();
    boolean hasMoved = requireAllOrNone(old, wanted, "after the receiver started again");
    if (!isRunning) {
      requireEnded(push.await(), wanted);
      return true;
    }
    counts.killed(hasMoved);
    if (random.nextBoolean()) {
      push.kill();
      receiver.awaitQuiet();
      return false;
    }
    push.proceed();
    push.await().expectSuccess("the push that went on after the receiver started again");
    production.requireHeads(wanted, "after the push that went on");
    counts.wentOn();
    return true;
  }

  private void requireEnded(Pushed pushed, SortedMap<String, String> wanted) throws IOException {
    pushed.expectSuccess("a push that nobody disturbed");
    production.requireHeads(wanted, "after a push that nobody disturbed");
    counts.missed();
  }

  /** Says whether the refs have moved. */
  private boolean requireAllOrNone(
      SortedMap<String, String> old, SortedMap<String, String> wanted, String when)
      throws IOException {
    boolean hasMoved = production.heads().equals(wanted);
    production.requireHeads(hasMoved ? wanted : old, when);
    return hasMoved;
  }

  private void requireEachOldOrNew(Map<String, String> old, Map<String, String> wanted)
      throws IOException {
    SortedMap<String, String> heads = production.heads();
    heads.forEach(
        (ref, head) ->
            Violation.unless(
                head.equals(old.get(ref)) || head.equals(wanted.get(ref)),
                "with the receiver dead: ref '" + ref + "' is " + head));
    Violation.unless(
        heads.keySet().equals(old.keySet()), "with the receiver dead: refs are " + heads);
  }

  private void pushAgain(SortedMap<String, String> wanted, Remainder all, boolean isSettled)
      throws IOException, InterruptedException {
    Remainder left = Remainder.of(source.path(), production, wanted.values());
    Pushed.Report report =
        push(PushProcess.WHOLE_FILES).await().expectSuccess("the push after the kill");
    receiver.awaitQuiet();
    Violation.unless(
        report.objects() == left.objects() && report.bytes() == left.bytes(),
        "the push after the kill sent %d objects, %d bytes, but there was left to send: %s of %s"
            .formatted(report.objects(), report.bytes(), left, all));
    Violation.unless(
        report.heads().equals(wanted), "the push after the kill reports " + report.heads());
    production.requireHeads(wanted, "after the push after the kill");
    production.requireNothingStaged("after the push after the kill");
    if (!isSettled) {
      counts.resumed(1 - (double) left.bytes() / all.bytes());
    }
  }

  /** Looks at everything once more. */
  void finish() throws IOException {
    production.requireSound("at the end");
    production.requireNothingStray("at the end");
  }

  @Override
  public void close() throws IOException {
    receiver.close();
    timer.close();
  }
}
