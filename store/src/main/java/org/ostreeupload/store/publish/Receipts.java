// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * What was published lately: the journals of transactions that began with a note, kept so that who
 * did not hear the answer can ask again, even after a restart. Thread-safe. Source: docs/DESIGN.md,
 * "Journal".
 */
public final class Receipts {
  private final Repository repository;
  private final Path directory;

  /** Those of a repository. */
  public Receipts(Repository repository) {
    this.repository = repository;
    this.directory = repository.layout().receipts();
  }

  /** Ends the journal of a publish that has been done, durably, and keeps it if it has a note. */
  void file(JournalFile file, Journal journal) throws IOException {
    DurableFiles files = repository.files();
    if (journal.note().isEmpty()) {
      file.delete(files);
      return;
    }
    files.createDirectories(directory);
    files.moveReplacing(file.path(), directory.resolve(file.id()));
    files.syncDirectory(directory);
    files.syncDirectory(file.staging());
  }

  /** Says whether a transaction has published. */
  boolean contains(String id) {
    return Files.exists(directory.resolve(id));
  }

  /** Finds what a transaction published, by its id. */
  public Optional<Journal> find(String id) throws IOException {
    if (!Staging.isId(id)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Journal.parse(Files.readAllBytes(directory.resolve(id))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (MalformedException e) {
      throw new RepositoryException("receipt " + id + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Deletes those that are older. */
  public void deleteBefore(Instant oldest) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path receipt : Directories.list(directory)) {
      if (Files.getLastModifiedTime(receipt).toInstant().isBefore(oldest)) {
        Files.deleteIfExists(receipt);
      }
    }
  }

  /** Deletes one, which nobody will ask for any more. */
  public void delete(String id) throws IOException {
    if (Staging.isId(id)) {
      Files.deleteIfExists(directory.resolve(id));
    }
  }
}
