// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.Ostree;

/** Push on a terminal, which {@code script} of util-linux provides. */
class TerminalTest {
  @TempDir private Path directory;

  /** Runs the program on a terminal and returns what it shows there. */
  private String show(Program program, String... arguments) throws Exception {
    ProcessBuilder builder = program.builder(arguments);
    String command =
        builder.command().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Path shown = directory.resolve("shown");
    builder.command(List.of("script", "--quiet", "--return", "-c", command, "/dev/null"));
    builder.environment().put("COLUMNS", "120");
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.redirectErrorStream(true).redirectOutput(shown.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(shown)).isZero();
    return Files.readString(shown, StandardCharsets.UTF_8);
  }

  @Test
  void drawsABarWithRateAndTimeLeft() throws Exception {
    Ostree production = Ostree.in(directory.resolve("production")).init("archive");
    Ostree source = Ostree.in(directory.resolve("source")).init("archive");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Random random = new Random(1);
    for (int i = 0; i < 12; i++) {
      byte[] noise = new byte[2_000_000];
      random.nextBytes(noise);
      Files.write(tree.resolve("file" + i), noise);
    }
    String commit = source.commit("main", tree);
    try (Daemon daemon = Daemon.start(directory, production.repository())) {
      Program program = Program.in(directory).with("OSTREE_UPLOAD_TOKEN", daemon.token());
      String shown = show(program, "push", "-a", daemon.address(), "-r", "source");
      assertThat(shown)
          .contains("main: new → " + commit.substring(0, 10) + ", 1 commit, 15 objects")
          .contains("to send: 15 objects, 24.0 MB")
          .containsPattern("\rsending +[0-9]+% \\|.*\\| +[0-9]+/24 MB ")
          .containsPattern(" \\([0-9]:[0-9]{2}:[0-9]{2} / [0-9]:[0-9]{2}:[0-9]{2}\\) ")
          .containsPattern("100% .* 24/24 MB .* [0-9.]+ MB/s, 15/15 objects")
          .containsPattern("main is now " + commit + "\r\nsent 15 objects, 24.0 MB in ")
          .doesNotContain(daemon.token());
    }
    assertThat(production.revParse("main")).isEqualTo(commit);
  }
}
