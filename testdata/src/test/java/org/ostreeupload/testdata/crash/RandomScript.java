// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A program without sense. */
final class RandomScript {
  private static final List<String> DIRECTORIES = List.of("d", "e", "d/d", "d/e", "e/d");
  private static final List<String> NAMES =
      List.of("f", "d/f", "e/f", "d/d/f", "g", "d/g", "e/d/g");
  private static final int STEPS = 400;

  private final Script script;
  private final Random random;

  private RandomScript(Script script, Random random) {
    this.script = script;
    this.random = random;
  }

  /** Lets a program run in an empty directory. */
  static Script run(Path directory, long seed) throws IOException {
    Script script = new Script(directory);
    new RandomScript(script, new Random(seed)).run();
    assertThat(script.files().operations()).isGreaterThan(STEPS / 10);
    return script;
  }

  private void run() throws IOException {
    for (int i = 0; i < STEPS; i++) {
      try {
        step();
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // Most steps ask for what is not there: those are no operations.
        assertThat(e.getFile()).isNotNull();
      } catch (FileSystemException e) {
        assertThat(e.getReason() == null ? e.toString() : e.getReason())
            .containsAnyOf("Not a directory", "Is a directory", "not empty", "NotEmpty", "Invalid");
      }
    }
  }

  private void step() throws IOException {
    switch (random.nextInt(12)) {
      case 0, 1 -> script.mkdir(directory());
      case 2, 3 -> script.create(name());
      case 4 -> script.append(name(), "text" + random.nextInt(10));
      case 5 -> script.write(name(), random.nextInt(8), "TEXT");
      case 6 -> script.cut(name());
      case 7 -> script.rename(name(), name());
      case 8 -> script.rename(directory(), directory());
      case 9 -> script.link(name(), name());
      case 10 -> script.delete(random.nextBoolean() ? name() : directory());
      default -> script.force(random.nextBoolean() ? name() : directory());
    }
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private String directory() {
    return DIRECTORIES.get(random.nextInt(DIRECTORIES.size()));
  }
}
