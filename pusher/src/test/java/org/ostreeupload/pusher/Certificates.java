// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates made by {@code openssl}, as files in PEM form in one directory. */
final class Certificates {
  private final Path directory;

  Certificates(Path directory) {
    this.directory = directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** Makes an authority: {@code NAME.pem} and {@code NAME.key}. */
  Certificates authority(String name) throws IOException {
    openssl("req -x509 -days 2 " + newKey(name) + " -out " + name + ".pem");
    return this;
  }

  /** Makes a certificate for a server of this name or address, such as {@code IP:127.0.0.1}. */
  Certificates issue(String authority, String name, String subjectAltName) throws IOException {
    Files.writeString(file(name + ".ext"), "subjectAltName=" + subjectAltName + "\n");
    openssl("req " + newKey(name) + " -out " + name + ".csr");
    openssl(
        "x509 -req -days 2 -CAcreateserial"
            + (" -CA " + authority + ".pem -CAkey " + authority + ".key")
            + (" -in " + name + ".csr -extfile " + name + ".ext -out " + name + ".pem"));
    return this;
  }

  private static String newKey(String name) {
    return "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -subj /CN=%s"
        .formatted(name, name);
  }

  /** Runs {@code openssl} with these arguments, none of which has a space, in the directory. */
  void openssl(String arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Path output = Files.createTempFile(directory, "openssl", ".txt");
    try {
      int status =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new AssertionError(command + " failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
