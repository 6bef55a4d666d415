// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.util.ArrayList;
import java.util.List;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Result;
import org.ostreeupload.bench.trials.lab.Tally;
import org.ostreeupload.bench.trials.lab.Together;
import org.ostreeupload.bench.trials.lab.Violation;

/**
 * Makes many push sessions with one receiver, of which some are abandoned, and counts what it keeps
 * of them: file descriptors, memory, staging.
 *
 * @param count how many sessions
 */
record Sessions(int count) implements Trial {
  private static final int AT_ONCE = 4;
  private static final int WARM_UP = 50;
  private static final int IDLE_SECONDS = 20;
  private static final int DESCRIPTORS_MORE = 4; // a log or a class file that is opened late
  private static final long HEAP_MORE_KIB = 8 << 10; // a pool of buffers comes and goes

  @Override
  public Result run(Lab lab) throws Exception {
    long start = System.nanoTime();
    Production production = Production.create(lab.directory().resolve("production"));
    Tally tally =
        new Tally(
            Worker.PUBLISHED, Worker.RESUMED, Worker.ABANDONED, Worker.DISCARDED, Worker.REFUSED);
    try (ReceiverProcess receiver =
        ReceiverProcess.start(
            lab,
            lab.directory(),
            production.layout().root(),
            List.of("-Xmx128m"),
            "--idle=" + IDLE_SECONDS)) {
      List<Worker> workers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        workers.add(new Worker(lab, receiver, tally, i));
      }
      work(workers, WARM_UP);
      Kept before = Kept.by(receiver);
      for (int made = WARM_UP; made < count; made += WARM_UP) {
        work(workers, Math.min(WARM_UP, count - made));
        lab.tell("%d of %d sessions, %s".formatted(made, count, receiver.residentKib() + " KiB"));
      }
      receiver.awaitQuiet();
      production.awaitNothingKept(3 * IDLE_SECONDS);
      Kept after = Kept.by(receiver);
      Violation.unless(
          after.descriptors() <= before.descriptors() + DESCRIPTORS_MORE,
          "file descriptors: %d became %d".formatted(before.descriptors(), after.descriptors()));
      Violation.unless(
          after.heapKib() <= before.heapKib() + HEAP_MORE_KIB,
          "the heap: %d KiB became %d".formatted(before.heapKib(), after.heapKib()));
      production.requireSound("at the end");
      production.requireNothingStray("at the end");
      Result result = new Result("sessions").with("sessions", count);
      tally.addTo(result);
      return result
          .with("descriptors after " + WARM_UP, before.descriptors())
          .with("descriptors at the end", after.descriptors())
          .with("KiB of heap in use after " + WARM_UP, before.heapKib())
          .with("KiB of heap in use at the end", after.heapKib())
          .with("KiB resident after " + WARM_UP, before.residentKib())
          .with("KiB resident at the end", after.residentKib())
          .with("seconds", (System.nanoTime() - start) / 1e9);
    }
  }

  private static void work(List<Worker> workers, int sessions) throws Exception {
    List<Together.Task> tasks = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      int share = (sessions + i) / workers.size();
      tasks.add(() -> worker.work(share));
    }
    Together.run(tasks);
  }

  /** What a receiver has of the machine. */
  private record Kept(long descriptors, long heapKib, long residentKib) {
    static Kept by(ReceiverProcess receiver) throws Exception {
      receiver.awaitQuiet();
      return new Kept(receiver.descriptors(), receiver.heapKib(), receiver.residentKib());
    }
  }
}
