// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Program;

/** Every trial, as short as it can be: that they work, and find nothing that is easy to find. */
class TrialsTest {
  private static final long SEED = 7;

  @TempDir private Path directory;

  static Stream<Trial> trials() {
    return Stream.of(
        new Kills(Kills.Victim.PUSHER, Kills.Moment.PUSH, 2),
        new Kills(Kills.Victim.RECEIVER, Kills.Moment.PUSH, 2),
        new Kills(Kills.Victim.RECEIVER, Kills.Moment.PUBLISH, 2),
        new Readers(4, 2),
        new Crowd(6, 1),
        new Cuts(48L << 20, 4),
        new FullDisk(1),
        new Sessions(80));
  }

  @ParameterizedTest
  @MethodSource("trials")
  void findNothing(Trial trial) throws Exception {
    Lab lab = new Lab(Program.OF_CLASS_PATH, directory, SEED, System.out::println);
    String result = trial.run(lab).toLine();
    System.out.println(result);
    assertThat(result).contains(": ");
  }
}
