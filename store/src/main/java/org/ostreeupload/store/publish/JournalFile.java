// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * Where the journal of a transaction is, from before its refs move until they have. Whoever changes
 * it has the {@linkplain org.ostreeupload.store.Repository#lockPublishing publishing lock}; who has
 * that and finds a journal knows that its publish was cut short.
 *
 * @param staging the directory of the transaction
 */
record JournalFile(Path staging) {
  /** Those that there are, of all transactions whose directories this user may read. */
  static List<JournalFile> all(Layout layout) throws IOException {
    List<JournalFile> all = new ArrayList<>();
    for (String id : Staging.ids(layout)) {
      JournalFile file = new JournalFile(layout.staging().resolve(id));
      if (file.exists()) {
        all.add(file);
      }
    }
    return all;
  }

  Path path() {
    return staging.resolve("journal");
  }

  /** The id of the transaction. */
  String id() {
    return String.valueOf(staging.getFileName());
  }

  boolean exists() {
    return Files.exists(path());
  }

  /**
   * Reads it; empty if there is none.
   *
   * @throws RepositoryException if it is not whole
   */
  Optional<Journal> read() throws IOException {
    try {
      return Optional.of(Journal.parse(Files.readAllBytes(path())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (MalformedException e) {
      throw new RepositoryException("journal " + path() + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Writes it; durable when it returns.
   *
   * @param temporary a path on the same file system, where nothing is
   */
  void write(Journal journal, Path temporary, DurableFiles files) throws IOException {
    files.replace(files.prepare(temporary, path(), journal.toBytes()));
  }

  /** Deletes it; durable when it returns. */
  void delete(DurableFiles files) throws IOException {
    Files.deleteIfExists(path());
    files.syncDirectory(staging);
  }
}
