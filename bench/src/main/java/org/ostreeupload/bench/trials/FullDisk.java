// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.nio.file.Path;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Result;
import org.ostreeupload.bench.trials.lab.Tmpfs;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.store.DurableFiles;

/**
 * Lets the disk of production fill up in the middle of pushes, and pushes what will not fit.
 *
 * @param count how often
 */
record FullDisk(int count) implements Trial {
  private static final long DISK = 256L << 20;

  @Override
  public Result run(Lab lab) throws Exception {
    long start = System.nanoTime();
    int waited = 0;
    for (int number = 1; number <= count; number++) {
      Path directory = lab.newDirectory("disk-" + number);
      try (Tmpfs disk = Tmpfs.mount(directory.resolve("disk"), DISK)) {
        if (run(lab, directory, disk, number)) {
          waited++;
        }
      }
      DurableFiles.deleteTree(directory);
      lab.tell(number + " of " + count + " full disks");
    }
    return new Result("full disk")
        .with("disks that filled up", count)
        .with("pushes that ended and were made again", count - waited)
        .with("pushes that waited for space", waited)
        .with("pushes refused before they sent anything", count)
        .with("seconds", (System.nanoTime() - start) / 1e9);
  }

  /** Says whether the push that met the full disk waited for space. */
  private static boolean run(Lab lab, Path directory, Tmpfs disk, int number) throws Exception {
    try (FullDiskCase one = new FullDiskCase(lab, directory, disk, number)) {
      one.pushSomething();
      boolean waited = one.fillDuringPush();
      one.pushTooMuch();
      return waited;
    } catch (Violation e) {
      disk.copyTo(directory.resolve("copy-of-disk"));
      throw e;
    }
  }
}
