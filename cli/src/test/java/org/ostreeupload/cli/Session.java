// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process, as {@link Main} does, with another world around them. */
final class Session {
  static final String VERSION = "1.2.3-test";

  private final Map<String, String> environment = new HashMap<>();
  private String in = "";
  private boolean isTerminal;

  /** Sets an environment variable for the runs to come. */
  Session with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Sets what stands on standard input. */
  Session typing(String text) {
    in = text;
    return this;
  }

  /** Lets standard error be a terminal. */
  Session onTerminal() {
    isTerminal = true;
    return this;
  }

  Program.Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            isTerminal,
            environment,
            VERSION);
    int status = Main.commandLine(console).execute(arguments);
    return new Program.Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
