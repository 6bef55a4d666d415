// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * The commits that are marked as not whole. Source: docs/DESIGN.md, "Repositories".
 *
 * @param partial those that may have holes, as an unfinished pull leaves them
 * @param damaged those that {@code ostree fsck} found to have holes
 */
record Marks(SortedSet<Checksum> partial, SortedSet<Checksum> damaged) {
  private static final String EXTENSION = ".commitpartial";
  private static final int BY_FSCK = 'f';

  static Marks of(Layout layout) throws IOException {
    Marks marks = new Marks(new TreeSet<>(), new TreeSet<>());
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory(layout), "*" + EXTENSION)) {
      for (Path entry : entries) {
        marks.add(layout, String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException e) {
      return marks; // there is no such directory before the first mark
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return marks;
  }

  private void add(Layout layout, String file) throws IOException {
    try {
      Checksum commit = Checksum.parse(file.substring(0, file.length() - EXTENSION.length()));
      (isByFsck(layout.partialMark(commit)) ? damaged : partial).add(commit);
    } catch (MalformedException e) {
      // It marks no commit, whoever put it there.
    }
  }

  private static boolean isByFsck(Path mark) throws IOException {
    try (InputStream in = Files.newInputStream(mark)) {
      return in.read() == BY_FSCK;
    } catch (NoSuchFileException e) {
      return false; // a pull has just ended
    }
  }

  private static Path directory(Layout layout) {
    return layout.root().resolve("state");
  }

  /**
   * Deletes the mark of a commit that is whole.
   *
   * @return false if somebody has put another in its place, or has deleted it
   */
  static boolean delete(Repository repository, Checksum commit) throws IOException {
    Path mark = repository.layout().partialMark(commit);
    if (!isByFsck(mark)) {
      return false;
    }
    boolean deleted = Files.deleteIfExists(mark);
    repository.files().syncDirectory(directory(repository.layout()));
    return deleted;
  }
}
