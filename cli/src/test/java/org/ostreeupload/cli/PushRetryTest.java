// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.testdata.Ostree;

/** A push that somebody else overtakes, with and without {@code --retry}. */
class PushRetryTest {
  @TempDir private Path directory;

  private Ostree production;
  private Ostree source;
  private Ostree other;
  private Daemon daemon;
  private String first = "";
  private String second = "";
  private String third = "";

  /** Production is at the first of three commits; somebody else has two of them, and we all. */
  @BeforeEach
  void start() throws Exception {
    production = Ostree.in(directory.resolve("production")).init("archive");
    source = Ostree.in(directory.resolve("source")).init("archive");
    other = Ostree.in(directory.resolve("other")).init("archive");
    daemon = Daemon.start(directory, production.repository());
    first = commit("first");
    assertThat(push(source, new Said(() -> {}))).isEqualTo(ExitStatus.DONE);
    second = commit("second");
    other.pullLocal(source.repository(), "main");
    third = commit("third");
  }

  @AfterEach
  void stop() {
    daemon.close();
    assertThat(production.fsck().exitCode()).isZero();
  }

  private String commit(String text) throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Files.writeString(tree.resolve("file"), text);
    return source.commit("main", tree);
  }

  /** What the program says; does something when it says what it is about to send. */
  private static final class Said extends ByteArrayOutputStream {
    private final Runnable meanwhile;
    private boolean done;

    Said(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      if (!done && text().contains("to send: ")) {
        done = true;
        meanwhile.run();
      }
    }

    synchronized String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }

  private int push(Ostree from, Said said, String... options) {
    PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
    Map<String, String> environment = Map.of("OSTREE_UPLOAD_TOKEN", daemon.token());
    Console console =
        new Console(InputStream.nullInputStream(), err, err, false, environment, "test");
    List<String> line =
        new ArrayList<>(
            List.of("push", "-a", daemon.address(), "-r", from.repository().toString()));
    line.addAll(List.of(options));
    return Main.commandLine(console).execute(line.toArray(String[]::new));
  }

  /** Pushes, and lets somebody else push when it is known what to send. */
  private Said pushOvertaken(int status, String... options) {
    Said said =
        new Said(
            () -> assertThat(push(other, new Said(() -> {}), "-q")).isEqualTo(ExitStatus.DONE));
    assertThat(push(source, said, options)).as(said.text()).isEqualTo(status);
    return said;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v", "--retry=0"})
  void isRefusedAndSaysWhatMoved(String option) {
    assertThat(pushOvertaken(ExitStatus.REFS, option).text())
        .contains("error: no ref was moved: 'main' is refused (stale)", first, second)
        .contains("--retry")
        .doesNotContain("trying again");
    assertThat(production.revParse("main")).isEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--retry", "--retry=1"})
  void goesOnIfItMay(String option) {
    assertThat(pushOvertaken(ExitStatus.DONE, option).text())
        .containsOnlyOnce("trying again: somebody else has moved 'main' meanwhile")
        .contains("main is now " + third);
    assertThat(production.revParse("main")).isEqualTo(third);
  }

  @Test
  void goesOnWithOtherOptionsBehindIt() {
    assertThat(pushOvertaken(ExitStatus.DONE, "--retry", "-b", "main", "-v").text())
        .contains("main is now " + third);
  }
}
