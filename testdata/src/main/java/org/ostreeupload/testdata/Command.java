// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one external program to its end, in the locale C.UTF-8. */
final class Command {

  private static final long LIMIT_MINUTES = 5;

  private Command() {}

  /**
   * Runs {@code command} and waits for it.
   *
   * @param debianPackage named in the message when the program is missing
   * @throws AssertionError if the program is missing or does not end within five minutes
   */
  static CommandResult run(String debianPackage, List<String> command) {
    try {
      Path output = Files.createTempDirectory("command");
      try {
        return run(debianPackage, command, output.resolve("stdout"), output.resolve("stderr"));
      } finally {
        Files.deleteIfExists(output.resolve("stdout"));
        Files.deleteIfExists(output.resolve("stderr"));
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Output goes through files: a pipe nobody drains would block a talkative program.
  private static CommandResult run(
      String debianPackage, List<String> command, Path stdout, Path stderr) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("OSTREE_REPO");
    Process process = start(debianPackage, builder);
    process.getOutputStream().close();
    int exitCode = awaitEnd(command, process);
    return new CommandResult(String.join(" ", command), exitCode, text(stdout), text(stderr));
  }

  private static Process start(String debianPackage, ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "Cannot run %s: install it with: apt-get install %s, or run make check"
              .formatted(builder.command().getFirst(), debianPackage),
          e);
    }
  }

  private static int awaitEnd(List<String> command, Process process) {
    try {
      if (process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        return process.exitValue();
      }
      throw new AssertionError("Still running after %d min: %s".formatted(LIMIT_MINUTES, command));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while running " + command, e);
    } finally {
      process.destroyForcibly();
    }
  }

  // Lenient: names in the output need not be valid UTF-8.
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
