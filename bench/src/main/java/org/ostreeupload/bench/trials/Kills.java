// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.nio.file.Path;
import java.util.Locale;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Result;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.store.DurableFiles;

/**
 * Kills pushers or receivers at random moments of real pushes, and looks at what is left.
 *
 * @param victim whom to kill
 * @param moment when
 * @param count how often
 */
record Kills(Victim victim, Moment moment, int count) implements Trial {
  private static final int BATCH = 8; // more make the repositories, and so every check, grow
  private static final int MOST_ATTEMPTS = 4;

  /** Who is killed. */
  enum Victim {
    /** The pusher, and the receiver goes on. */
    PUSHER,
    /** The receiver, which is then started again. */
    RECEIVER
  }

  /** When somebody is killed: at any time of this, each as likely as the other. */
  enum Moment {
    /** From the first request of a push to its end. */
    PUSH,
    /** From the request for the publish to the end of the push. */
    PUBLISH
  }

  @Override
  public Result run(Lab lab) throws Exception {
    long start = System.nanoTime();
    KillCounts counts = new KillCounts();
    int attempts = 0;
    for (int number = 1; counts.kills() < count; number++) {
      Path directory = lab.newDirectory("batch-" + number);
      try (KillBatch batch = KillBatch.start(lab, directory, this, number, counts)) {
        for (int i = 0; i < BATCH && counts.kills() < count; i++) {
          Violation.unless(
              ++attempts <= count * MOST_ATTEMPTS + BATCH, "too many pushes end before the kill");
          batch.attempt();
        }
        batch.finish();
      }
      DurableFiles.deleteTree(directory);
      lab.tell(counts.kills() + " of " + count + " kills");
    }
    Result result = new Result("kills of the " + name(victim) + " during a " + name(moment));
    counts.addTo(result);
    return result.with("seconds", (System.nanoTime() - start) / 1e9);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
