// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program on trial, as a process of its own.
 *
 * @param launcher what users type; empty for the classes that this process has
 */
public record Program(Optional<Path> launcher) {
  /** The classes on the class path of this process. */
  public static final Program OF_CLASS_PATH = new Program(Optional.empty());

  /**
   * Starts a command.
   *
   * @param javaOptions for its Java
   */
  public Process start(
      Path directory, List<String> javaOptions, List<String> arguments, File out, File err)
      throws IOException {
    return start(directory, javaOptions, arguments, out, err, "");
  }

  /** The same with a token in the environment. */
  public Process start(
      Path directory,
      List<String> javaOptions,
      List<String> arguments,
      File out,
      File err,
      String token)
      throws IOException {
    List<String> command = new ArrayList<>();
    launcher.ifPresentOrElse(
        path -> command.add(path.toString()), () -> command.addAll(java(javaOptions)));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
            .redirectError(ProcessBuilder.Redirect.appendTo(err));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("OSTREE_UPLOAD_JAVA_OPTS", String.join(" ", javaOptions));
    builder.environment().put("OSTREE_UPLOAD_TOKEN", token);
    return builder.start();
  }

  private static List<String> java(List<String> options) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED"));
    java.addAll(options);
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.ostreeupload.cli.Main"));
    return java;
  }
}
