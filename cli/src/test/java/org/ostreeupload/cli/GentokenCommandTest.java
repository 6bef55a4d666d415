// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.tokens.Token;
import org.ostreeupload.tokens.TokenFile;

class GentokenCommandTest {
  @TempDir private Path directory;

  private final Session session = new Session();

  private Path file() {
    return directory.resolve("tokens.yaml");
  }

  private Program.Run gentoken() {
    return session.run("gentoken", "-c", file().toString());
  }

  @Test
  void printsTheTokenAloneAndKeepsItsHashOnly() throws Exception {
    Program.Run run = gentoken().expect(ExitStatus.DONE);
    assertThat(run.out()).matches("[A-Za-z0-9_-]{86}\n");
    String token = run.out().strip();
    assertThat(run.err()).startsWith("ostree-upload: token '").doesNotContain(token);
    assertThat(Files.readString(file())).doesNotContain(token);
    assertThat(TokenFile.at(file()).read().entries())
        .singleElement()
        .matches(entry -> entry.credential().hash().equals(Token.parse(token).hash()));
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void addsToTheTokensThatAreThere() throws Exception {
    String first = gentoken().out();
    Files.writeString(file(), "# kept\n" + Files.readString(file()) + "address: http://kept\n");
    String second = gentoken().out();
    assertThat(second).isNotEqualTo(first);
    assertThat(TokenFile.at(file()).read().entries())
        .extracting(entry -> entry.credential().hash())
        .containsExactly(Token.parse(first.strip()).hash(), Token.parse(second.strip()).hash());
    assertThat(Files.readString(file())).startsWith("# kept\n").contains("address: http://kept");
  }

  @Test
  void usesTheFileOfTheDirectoryUnlessToldOtherwise() throws Exception {
    Program.Run run = Program.in(directory).run("gentoken").expect(ExitStatus.DONE);
    assertThat(run.out()).matches("[A-Za-z0-9_-]{86}\n");
    assertThat(TokenFile.at(directory.resolve("ostree-upload.yaml")).read().entries()).hasSize(1);
  }

  @Test
  void canBeCapturedByAShell() throws Exception {
    ProcessBuilder program = Program.in(directory).builder("gentoken");
    Path script = directory.resolve("script");
    Files.writeString(script, "TOKEN=$(\"$@\") && printf %s \"$TOKEN\" | wc -c -l\n");
    program.command().addAll(0, List.of("sh", script.toString()));
    Process process =
        program
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(script.toFile())
            .start();
    String counts = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(counts.strip().split(" +")).containsExactly("0", "86");
  }

  @Test
  void refusesAFileThatItWouldSpoil() throws Exception {
    Files.writeString(file(), "tokens: 'no list'\n");
    Program.Run run = gentoken().expect(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("error: ", file().toString());
    assertThat(Files.readString(file())).isEqualTo("tokens: 'no list'\n");
  }

  @Test
  void refusesADirectoryThatIsNotThere() {
    Program.Run run =
        session.run("gentoken", "-c", directory + "/no/such.yaml").expect(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("/no/such.yaml", "directory does not exist");
  }
}
