// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual names every option of every command. */
class ManualTest {
  static Stream<CommandLine> commands() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Console console =
        new Console(InputStream.nullInputStream(), nowhere, nowhere, false, Map.of(), "0");
    return Main.commandLine(console).getSubcommands().values().stream()
        .distinct()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void namesEveryOption(CommandLine command) throws Exception {
    Path root = Path.of(System.getProperty("ostreeupload.root"));
    String manual = Files.readString(root.resolve("docs/man/ostree-upload.1")).replace("\\-", "-");
    for (OptionSpec option : command.getCommandSpec().options()) {
      assertThat(manual).contains(option.longestName());
    }
  }
}
