// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Where a trial takes place. Thread-safe.
 *
 * @param program the program on trial
 * @param directory for everything that is made; a trial may delete what it has found good
 * @param seed where chance begins
 * @param news hears how it goes on
 */
public record Lab(Program program, Path directory, long seed, Consumer<String> news) {
  /** Chance that is the same whenever the seed and the number are. */
  public SplittableRandom random(long number) {
    return new SplittableRandom(seed * 1_000_003 + number);
  }

  /** A new directory below that of the lab. */
  public Path newDirectory(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  /** Tells how it goes on. */
  public void tell(String what) {
    news.accept(what);
  }
}
