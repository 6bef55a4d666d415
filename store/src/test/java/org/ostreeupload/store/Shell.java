// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a script of bash, for what Java cannot make: attributes, pipes, names that are no UTF-8. */
public final class Shell {
  private Shell() {}

  /** Runs a script in a directory, which is made if need be; it must succeed. */
  public static void run(Path directory, String script) throws IOException {
    Files.createDirectories(directory);
    Process process =
        new ProcessBuilder("bash", "-euc", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new AssertionError("Failed: " + script + "\n" + output);
    }
  }
}
