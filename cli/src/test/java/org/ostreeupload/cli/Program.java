// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the program as its users do: as a process of its own, in a directory. */
final class Program {
  private static final int MINUTES = 5;

  private final Path directory;
  private final List<String> environment = new ArrayList<>();

  private Program(Path directory) {
    this.directory = directory;
  }

  static Program in(Path directory) {
    return new Program(directory);
  }

  /** What a run printed, and its exit status. */
  record Run(int status, String out, String err) {
    Run expect(int expected) {
      if (status != expected) {
        throw new AssertionError("exit status " + status + ", expected " + expected + ": " + this);
      }
      return this;
    }
  }

  /** Sets an environment variable for the runs to come. */
  Program with(String name, String value) {
    environment.add(name + "=" + value);
    return this;
  }

  Run run(String... arguments) {
    try {
      Path out = Files.createTempFile(directory, "out", ".txt");
      Path err = Files.createTempFile(directory, "err", ".txt");
      Process process =
          builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("the program hangs: " + String.join(" ", arguments));
      }
      Run run = new Run(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return run;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  ProcessBuilder builder(String... arguments) {
    // A job in the background of a script ignores SIGINT, and so would every process below it.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "org.ostreeupload.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("OSTREE_UPLOAD_TOKEN");
    for (String variable : environment) {
      int equals = variable.indexOf('=');
      builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return builder;
  }
}
