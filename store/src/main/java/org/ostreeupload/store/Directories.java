// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists directories. What fails on the way is an {@link IOException}. */
public final class Directories {
  private Directories() {}

  /** Takes an entry of a directory. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes it. */
    void visit(Path entry) throws IOException;
  }

  /** What is in a directory; whole before anything in it changes, as a listing may skip then. */
  public static List<Path> list(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    visit(directory, entries::add);
    return entries;
  }

  /** Visits the entries of a directory in no order; none if it is no directory. */
  public static void forEach(Path directory, Visitor visitor) throws IOException {
    if (Files.isDirectory(directory)) {
      visit(directory, visitor);
    }
  }

  private static void visit(Path directory, Visitor visitor) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        visitor.visit(entry);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
