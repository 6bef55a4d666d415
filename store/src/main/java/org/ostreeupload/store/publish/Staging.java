// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.DurableFiles.FileSystemSync;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.Verification;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.posix.Posix;

/**
 * The directory of one transaction, on the file system of the repository. A file under the name of
 * an object is whole and checked; what is being written has a name of its own until then.
 *
 * <p>It outlives the program if nobody deletes it, and can be opened again. Safe for many threads.
 * Source: docs/DESIGN.md, "Staging".
 */
final class Staging {
  private static final String CONTENT_EXTENSION = "filez";
  private static final String INCOMING = "incoming";
  private static final String PARTS = "parts";
  private static final String DETACHED = "detached";
  // Anybody can invent commits, so nothing else bounds this.
  private static final int MAX_DETACHED = 100_000;

  private final Path directory;
  private final StagingLock lock;
  private final FileSystemSync fileSystem;
  private final AtomicLong incoming = new AtomicLong();
  private final AtomicLong detached = new AtomicLong();
  private volatile boolean spoiled;
  private final StagedPrefixes prefixes;

  private Staging(
      Path directory, StagingLock lock, FileSystemSync fileSystem, StagedPrefixes prefixes) {
    this.directory = directory;
    this.lock = lock;
    this.fileSystem = fileSystem;
    this.prefixes = prefixes;
  }

  static Staging create(Layout layout, DurableFiles files, String id, String note)
      throws IOException {
    if (!isId(id)) {
      throw new IllegalArgumentException("'" + id + "' cannot be the name of staging");
    }
    Path parent = layout.staging();
    files.createDirectories(parent);
    StagingLock lock =
        StagingLock.take(parent, id)
            .orElseThrow(() -> new RepositoryException("staging " + id + " is in use"));
    Staging staging = of(lock, parent.resolve(id), files, StagedPrefixes.none());
    boolean made = false;
    try {
      staging.make(files, note);
      made = true;
      return staging;
    } finally {
      if (!made) {
        staging.delete();
      }
    }
  }

  /** Takes a lock over, also if this fails. */
  private static Staging of(
      StagingLock lock, Path directory, DurableFiles files, StagedPrefixes prefixes)
      throws IOException {
    boolean opened = false;
    try {
      FileSystemSync fileSystem = files.openFileSystem(requireNonNull(directory.getParent()));
      opened = true;
      return new Staging(directory, lock, fileSystem, prefixes);
    } finally {
      if (!opened) {
        lock.release();
      }
    }
  }

  private void make(DurableFiles files, String note) throws IOException {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String child : List.of(INCOMING, PARTS, DETACHED)) {
      Files.createDirectory(directory.resolve(child));
    }
    Files.writeString(boot(), Posix.bootId());
    // The note comes last: staging that has one is complete.
    Path unfinished = newIncoming();
    Files.writeString(unfinished, note + "\n");
    files.moveReplacing(unfinished, noteFile());
  }

  /** Says whether text can be the name of staging, and of no other file. */
  static boolean isId(String text) {
    return text.matches("[A-Za-z0-9-]{1,64}");
  }

  /** Opens staging that a program left behind; empty if another one is using it. */
  static Optional<Staging> reopen(Layout layout, DurableFiles files, String id) throws IOException {
    Path parent = layout.staging();
    Optional<StagingLock> lock = StagingLock.take(parent, id);
    return lock.isPresent()
        ? Optional.of(of(lock.get(), parent.resolve(id), files, StagedPrefixes.unknown()))
        : Optional.empty();
  }

  /** Says whether the machine has run without a break since something was staged. */
  boolean isOfThisBoot() throws IOException {
    return !Posix.bootId().isEmpty()
        && Files.exists(boot())
        && Files.readString(boot()).equals(Posix.bootId());
  }

  /** Deletes what was being written when the program that did it ended. */
  void deleteIncoming() throws IOException {
    empty(INCOMING);
  }

  /**
   * Deletes what a crash of the machine may have torn: of objects those that are not whole, and
   * everything that cannot be checked. All commits go, too: one that is there tells a pusher that
   * what comes before it has arrived, and of that something may be gone now. What is left belongs
   * to a new id, because whoever knows the old one believes that nothing was lost.
   */
  Staging salvage(Layout layout, DurableFiles files, String newId) throws IOException {
    empty(PARTS);
    empty(DETACHED);
    for (ObjectType type : ObjectType.values()) {
      for (Path prefix : prefixes(type)) {
        for (Path file : Directories.list(prefix)) {
          if (type == ObjectType.COMMIT || !isWhole(file, type)) {
            Files.delete(file);
          }
        }
      }
    }
    StagingLock newLock =
        StagingLock.take(layout.staging(), newId)
            .orElseThrow(() -> new RepositoryException("staging " + newId + " is in use"));
    Staging salvaged = new Staging(layout.staging().resolve(newId), newLock, fileSystem, prefixes);
    boolean moved = false;
    try {
      files.moveReplacing(directory, salvaged.directory);
      moved = true;
      Files.writeString(salvaged.boot(), Posix.bootId());
      return salvaged;
    } finally {
      if (moved) {
        lock.delete();
      } else {
        newLock.delete();
      }
    }
  }

  private void empty(String child) throws IOException {
    DurableFiles.deleteTree(directory.resolve(child));
    Files.createDirectories(directory.resolve(child));
  }

  private static boolean isWhole(Path file, ObjectType type) throws IOException {
    try {
      Verification.requireFile(name(file, type), file, Transaction.MAX_CONTENT);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  /** The name of the object that a file is staged as. */
  static ObjectName name(Path file, ObjectType type) throws MalformedException {
    String rest = String.valueOf(file.getFileName());
    String prefix = String.valueOf(requireNonNull(file.getParent()).getFileName());
    int dot = Math.max(0, rest.lastIndexOf('.'));
    return new ObjectName(Checksum.parse(prefix + rest.substring(0, dot)), type);
  }

  Path directory() {
    return directory;
  }

  /** The name of this staging. */
  String id() {
    return String.valueOf(directory.getFileName());
  }

  private Path boot() {
    return directory.resolve("boot");
  }

  private Path noteFile() {
    return directory.resolve("note");
  }

  /** What it was made with; empty if it was never complete. */
  Optional<String> note() throws IOException {
    try {
      String text = Files.readString(noteFile());
      return text.endsWith("\n") && text.indexOf('\n') == text.length() - 1
          ? Optional.of(text.stripTrailing())
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The journal, which is there from before refs move until they have. */
  JournalFile journal() {
    return new JournalFile(directory);
  }

  /** The file of a staged object, whether it is there or not. */
  Path object(ObjectName name) {
    return typeDirectory(name.type()).resolve(Layout.relative(name, CONTENT_EXTENSION));
  }

  private Path typeDirectory(ObjectType type) {
    return directory.resolve(type.extension());
  }

  boolean contains(ObjectName name) {
    return !prefixes.cannotHave(name) && Files.exists(object(name));
  }

  /**
   * Reads a staged metadata object.
   *
   * @throws MalformedException if it is not what it was when it was staged
   */
  byte[] readMetadata(ObjectName name) throws IOException {
    byte[] bytes = ObjectStore.readBounded(object(name));
    if (!Checksum.ofBytes(bytes).equals(name.checksum())) {
      throw new MalformedException("it changed in staging");
    }
    return bytes;
  }

  /** A new path for something that is being written. */
  Path newIncoming() {
    return directory.resolve(INCOMING).resolve(Long.toString(incoming.incrementAndGet()));
  }

  /** The file of a large object that is being received in pieces. */
  Path part(String name) {
    return directory.resolve(PARTS).resolve(name);
  }

  /** The file of what is detached from a commit, whether it is there or not. */
  Path detached(Checksum commit) {
    return directory.resolve(DETACHED).resolve(commit.toString());
  }

  /**
   * Puts a file in the place of what is detached from a commit, which need not be there.
   *
   * @throws MalformedException if this program has put as many there as can be
   */
  void acceptDetached(Path file, Checksum commit, DurableFiles files) throws IOException {
    Path target = detached(commit);
    if (!Files.exists(target) && detached.incrementAndGet() > MAX_DETACHED) {
      throw new MalformedException(
          "there is detached metadata of " + MAX_DETACHED + " commits already");
    }
    files.moveReplacing(file, target);
  }

  /** Gives a whole and checked file the name of its object. */
  void accept(Path file, ObjectName name, DurableFiles files) throws IOException {
    Path target = object(name);
    prefixes.ensure(name, requireNonNull(target.getParent()));
    try {
      files.moveWithoutReplacing(file, target);
    } catch (FileAlreadyExistsException e) {
      // Another request staged the same object first: both are whole, one is enough.
      Files.delete(file);
    }
  }

  /** Takes note that the directory of some objects of a type is gone. */
  void forget(Path prefix, ObjectType type) {
    prefixes.forget(prefix, type);
  }

  /** The directories of the staged objects of a type, each with files in it. */
  List<Path> prefixes(ObjectType type) throws IOException {
    Path types = typeDirectory(type);
    return Files.isDirectory(types) ? Directories.list(types) : List.of();
  }

  /**
   * Makes everything in it durable.
   *
   * @throws IOException if that fails, or if something that was written since it was opened has
   *     been lost; it is spoiled then, because the system tells of that once only
   */
  void sync() throws IOException {
    boolean synced = false;
    try {
      fileSystem.sync(directory);
      synced = true;
    } finally {
      if (!synced) {
        spoiled = true;
        Files.deleteIfExists(noteFile());
      }
    }
  }

  boolean isSpoiled() {
    return spoiled;
  }

  /** Deletes everything; what cannot be deleted is left for the next start. */
  void delete() throws IOException {
    boolean deleted = false;
    try {
      Files.deleteIfExists(noteFile()); // or who finds the rest would think it goes on
      DurableFiles.deleteTree(directory);
      deleted = true;
    } finally {
      end(deleted ? lock::delete : lock::release);
    }
  }

  /** Lets another program have it, as it is. */
  void release() throws IOException {
    end(lock::release);
  }

  private void end(Closeable lockEnd) throws IOException {
    try {
      fileSystem.close();
    } finally {
      lockEnd.close();
    }
  }

  /** The ids of all staging of a repository, whether somebody is using it or not. */
  static List<String> ids(Layout layout) throws IOException {
    if (!Files.isDirectory(layout.staging())) {
      return List.of();
    }
    return Directories.list(layout.staging()).stream()
        .map(StagingLock::idOf)
        .distinct()
        .sorted()
        .toList();
  }
}
