// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * The directory of one transaction, on the file system of the repository. A file under the name of
 * an object is whole and checked; what is being written has a name of its own until then.
 *
 * <p>Safe for many threads.
 */
final class Staging {
  private static final String CONTENT_EXTENSION = "filez";

  private final Path directory;
  private final StagingLock lock;
  private final AtomicLong incoming = new AtomicLong();
  private final Map<ObjectType, boolean[]> prefixes = new EnumMap<>(ObjectType.class);

  private Staging(Path directory, StagingLock lock) {
    this.directory = directory;
    this.lock = lock;
    for (ObjectType type : ObjectType.values()) {
      prefixes.put(type, new boolean[256]);
    }
  }

  static Staging create(Layout layout, String id) throws IOException {
    Path parent = layout.staging();
    Files.createDirectories(parent);
    StagingLock lock =
        StagingLock.take(parent, id)
            .orElseThrow(() -> new RepositoryException("staging " + id + " is in use"));
    Path directory = parent.resolve(id);
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String child : new String[] {"incoming", "parts", "detached"}) {
      Files.createDirectory(directory.resolve(child));
    }
    return new Staging(directory, lock);
  }

  Path directory() {
    return directory;
  }

  /** The file of a staged object, whether it is there or not. */
  Path object(ObjectName name) {
    return typeDirectory(name.type()).resolve(Layout.relative(name, CONTENT_EXTENSION));
  }

  private Path typeDirectory(ObjectType type) {
    return directory.resolve(type.extension());
  }

  boolean contains(ObjectName name) {
    return Files.exists(object(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** A new path for something that is being written. */
  Path newIncoming() {
    return directory.resolve("incoming").resolve(Long.toString(incoming.incrementAndGet()));
  }

  /** The file of a large object that is being received in pieces. */
  Path part(String name) {
    return directory.resolve("parts").resolve(name);
  }

  Path detachedDirectory() {
    return directory.resolve("detached");
  }

  Path detached(Checksum commit) {
    return detachedDirectory().resolve(commit.toString());
  }

  /** Gives a whole and checked file the name of its object. */
  void accept(Path file, ObjectName name, DurableFiles files) throws IOException {
    Path target = object(name);
    ensureDirectory(name, target);
    try {
      files.moveWithoutReplacing(file, target);
    } catch (FileAlreadyExistsException e) {
      // Another request staged the same object first: both are whole, one is enough.
      Files.delete(file);
    }
  }

  private void ensureDirectory(ObjectName name, Path target) throws IOException {
    boolean[] made = requireNonNull(prefixes.get(name.type()));
    int prefix = (int) (name.checksum().a() >>> 56);
    synchronized (made) {
      if (!made[prefix]) {
        Files.createDirectories(requireNonNull(target.getParent()));
        made[prefix] = true;
      }
    }
  }

  /** Takes the staged files of one directory of objects. */
  @FunctionalInterface
  interface PrefixVisitor {
    /** Takes the two first characters of checksums, and the files of the objects behind them. */
    void visit(String prefix, DirectoryStream<Path> files) throws IOException;
  }

  /** Goes through the staged objects of a type, directory by directory. */
  void forEachPrefix(ObjectType type, PrefixVisitor visitor) throws IOException {
    Path types = typeDirectory(type);
    if (!Files.isDirectory(types)) {
      return;
    }
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(types)) {
      for (Path prefix : directories) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(prefix)) {
          visitor.visit(String.valueOf(prefix.getFileName()), files);
        }
      }
    }
  }

  void delete() throws IOException {
    DurableFiles.deleteTree(directory);
    lock.delete();
  }

  /** Deletes what transactions left behind that ended without their close: nobody locks it. */
  static void deleteAbandoned(Layout layout) throws IOException {
    Path parent = layout.staging();
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (DirectoryStream<Path> directories =
        Files.newDirectoryStream(parent, path -> !StagingLock.isLock(path))) {
      for (Path directory : directories) {
        var lock = StagingLock.take(parent, String.valueOf(directory.getFileName()));
        if (lock.isPresent()) {
          DurableFiles.deleteTree(directory);
          lock.get().delete();
        }
      }
    }
  }
}
