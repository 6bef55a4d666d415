// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ostreeupload.store.object.Checksum;

/**
 * An object as the original client sends it.
 *
 * @param name its name, with the extension of the file
 * @param path the file
 */
record ObjectFile(String name, Path path) {
  /** An object of a repository. */
  static ObjectFile of(Path repository, String name) {
    return new ObjectFile(
        name,
        repository.resolve("objects").resolve(name.substring(0, 2)).resolve(name.substring(2)));
  }

  /** What the client says of its bytes. */
  String checksum() throws IOException {
    return name + ":" + Checksum.ofBytes(Files.readAllBytes(path));
  }
}
