// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says of itself, and where: asked for on standard output, else on the other. */
class HelpTest {
  private final Session session = new Session();

  @ParameterizedTest
  @ValueSource(
      strings = {"gentoken", "receive", "push", "upload", "fsck", "prune", "init", "commit"})
  void everyCommandHasHelp(String command) {
    for (String[] arguments :
        new String[][] {{command, "--help"}, {command, "-h"}, {"help", command}}) {
      Program.Run run = session.run(arguments).expect(ExitStatus.DONE);
      assertThat(run.out()).startsWith("Usage: ostree-upload ").contains("--help");
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void theProgramHasHelpThatNamesEveryCommand() {
    for (String[] arguments : new String[][] {{"--help"}, {"-h"}, {"help"}}) {
      Program.Run run = session.run(arguments).expect(ExitStatus.DONE);
      assertThat(run.out())
          .contains("gentoken", "receive", "push, upload", "fsck", "prune", "init", "commit");
      assertThat(run.out()).doesNotContain("generate-completion");
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void theHelpOfPushTellsWhatItsExitStatusMeans() {
    Program.Run run = session.run("push", "--help").expect(ExitStatus.DONE);
    assertThat(run.out()).containsSubsequence("Exit status:", " 0 ", " 1 ", " 2 ", " 6 ");
  }

  @Test
  void defaultsAreThoseThatAreDocumented() {
    assertThat(help("gentoken")).contains("(default:ostree-upload.yaml)");
    assertThat(help("receive"))
        .contains("(default:ostree-upload.yaml)", "(default:repo)", "(default::8080)");
    assertThat(help("push"))
        .contains("(default:repo)", "(default:http://localhost:8080)", "OSTREE_UPLOAD_TOKEN");
  }

  /** The help without its spaces, for lines break anywhere. */
  private String help(String command) {
    return session.run(command, "--help").out().replaceAll("\\s+", "");
  }

  @Test
  void theVersionIsThatOfTheBuild(@TempDir Path directory) throws Exception {
    Path pom = Path.of(System.getProperty("ostreeupload.root")).resolve("pom.xml");
    Matcher revision =
        Pattern.compile("<revision>([^<]+)</revision>").matcher(Files.readString(pom));
    assertThat(revision.find()).isTrue();
    Program.Run run = Program.in(directory).run("--version").expect(ExitStatus.DONE);
    assertThat(run.out()).isEqualTo("ostree-upload " + revision.group(1) + "\n");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gentoken", "receive", "push", "fsck", "prune", "init", "commit"})
  void everyCommandTellsTheVersion(String command) {
    assertThat(session.run(command, "--version").expect(ExitStatus.DONE).out())
        .isEqualTo("ostree-upload " + Session.VERSION + "\n");
  }

  @Test
  void withoutACommandItTellsTheCommandsOnStandardError() {
    Program.Run run = session.run().expect(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("A command is needed.").contains("gentoken", "push");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pull", "--no-such-option", "push --no-such", "gentoken more"})
  void refusesWhatItDoesNotKnow(String line) {
    String[] arguments = line.split(" ", -1);
    Program.Run run = session.run(arguments).expect(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(arguments[arguments.length - 1].replaceAll("^-+", ""));
  }

  @Test
  void writesAScriptThatCompletesCommandsInAShell() {
    assertThat(session.run("generate-completion").expect(ExitStatus.DONE).out())
        .contains("complete -F", "gentoken", "--dry-run");
  }
}
