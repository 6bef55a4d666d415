// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.Tally;
import org.ostreeupload.bench.trials.lab.Together;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.testdata.CommandResult;

/** Prunes production and makes its summary for as long as somebody works with it. */
final class Upkeep {
  static final String PRUNED = "prunes";
  static final String PRUNE_LOCKED_OUT = "prunes locked out";
  static final String SUMMARIZED = "summaries";
  static final String SUMMARY_LOCKED_OUT = "summaries locked out";

  private static final int PAUSE_MILLIS = 200;

  // None of these deletes anything that a branch reaches. --keep-younger-than and --only-branch are
  // not among them: with those the tool reads refs before it locks, and deletes what is published
  // between.
  private static final List<List<String>> PRUNES =
      List.of(
          List.of("prune", "--refs-only"),
          List.of("prune"),
          List.of("prune", "--refs-only", "--depth=1000"),
          List.of("prune", "--refs-only", "--no-prune"));

  private final Lab lab;
  private final Production production;
  private final Tally tally;
  private final CountDownLatch working;

  Upkeep(Lab lab, Production production, Tally tally, int workers) {
    this.lab = lab;
    this.production = production;
    this.tally = tally;
    this.working = new CountDownLatch(workers);
  }

  /** Runs the work of one; when that of all has ended, so does the upkeep. */
  void during(Together.Task work) throws Exception {
    try {
      work.run();
    } finally {
      working.countDown();
    }
  }

  /** Prunes in turn in all ways, our own among them. */
  void prune() throws IOException, InterruptedException {
    for (int i = 0; !working.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
      int way = i % (PRUNES.size() + 1);
      boolean done = way < PRUNES.size() ? isDone(PRUNES.get(way)) : isPrunedByUs();
      tally.count(done ? PRUNED : PRUNE_LOCKED_OUT);
    }
  }

  /** Makes summaries. */
  void summarize() throws InterruptedException {
    while (!working.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      tally.count(isDone(List.of("summary", "-u")) ? SUMMARIZED : SUMMARY_LOCKED_OUT);
    }
  }

  /** Runs {@code ostree}; says whether it did what it should, and not that it was locked out. */
  private boolean isDone(List<String> line) {
    CommandResult result = production.ostree().tryRun(line.toArray(String[]::new));
    Violation.unless(
        result.exitCode() == 0 || result.stderr().contains("Locking repo "),
        "beside pushes: " + result);
    return result.exitCode() == 0;
  }

  private boolean isPrunedByUs() throws IOException, InterruptedException {
    Path err = lab.directory().resolve("prune.err");
    Files.deleteIfExists(err);
    int status =
        lab.program()
            .start(
                lab.directory(),
                List.of(),
                List.of("prune", "--repo=" + production.layout().root()),
                lab.directory().resolve("prune.out").toFile(),
                err.toFile())
            .waitFor();
    String said = Files.readString(err);
    Violation.unless(
        status == 0 || (status == 3 && said.contains("lock")),
        "prune ended with status " + status + ": " + said);
    return status == 0;
  }
}
