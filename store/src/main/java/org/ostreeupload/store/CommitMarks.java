// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * The commits that are marked as not whole. {@code ostree fsck} never takes a mark of its own back,
 * and fails for as long as there is one. Source: docs/DESIGN.md, "Repositories" and "Healing".
 *
 * @param partial those that may have holes, as an unfinished pull leaves them
 * @param damaged those that {@code ostree fsck} found to have holes
 */
public record CommitMarks(SortedSet<Checksum> partial, SortedSet<Checksum> damaged) {
  private static final String EXTENSION = ".commitpartial";
  private static final int BY_FSCK = 'f';

  /** Those of a repository now. A file whose name is no commit's marks nothing. */
  public static CommitMarks of(Layout layout) throws IOException {
    CommitMarks marks = new CommitMarks(new TreeSet<>(), new TreeSet<>());
    Directories.forEach(
        directory(layout), entry -> marks.add(layout, String.valueOf(entry.getFileName())));
    return marks;
  }

  private void add(Layout layout, String file) throws IOException {
    if (!file.endsWith(EXTENSION)) {
      return;
    }
    try {
      Checksum commit = Checksum.parse(file.substring(0, file.length() - EXTENSION.length()));
      (isByFsck(layout.partialMark(commit)) ? damaged : partial).add(commit);
    } catch (MalformedException e) {
      // It marks no commit, whoever put it there.
    }
  }

  private static boolean isByFsck(Path mark) throws IOException {
    if (!Files.isRegularFile(mark)) {
      return false;
    }
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
   * Deletes the mark that {@code ostree fsck} put on a commit that is whole.
   *
   * @return false if somebody has put another in its place, or has deleted it
   */
  public static boolean delete(Repository repository, Checksum commit) throws IOException {
    Path mark = repository.layout().partialMark(commit);
    if (!isByFsck(mark)) {
      return false;
    }
    boolean deleted = Files.deleteIfExists(mark);
    repository.files().syncDirectory(directory(repository.layout()));
    return deleted;
  }
}
