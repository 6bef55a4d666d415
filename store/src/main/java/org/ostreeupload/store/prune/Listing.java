// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Goes through directories, entry by entry. */
final class Listing {
  private Listing() {}

  /** Takes an entry of a directory. */
  @FunctionalInterface
  interface Visitor {
    void visit(Path entry) throws IOException;
  }

  /** Visits the entries of a directory in no order; none if it is no directory. */
  static void forEach(Path directory, Visitor visitor) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        visitor.visit(entry);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
