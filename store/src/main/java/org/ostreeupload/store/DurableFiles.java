// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.posix.OpenFileSystem;
import org.ostreeupload.store.posix.Posix;

/**
 * Writes that survive a crash: the one class that renames and that forces bytes to the disk.
 *
 * <p>Stateless but for whether to sync at all, which {@code core.fsync=false} turns off. Source of
 * the order of steps: docs/DESIGN.md, "Publishing".
 */
public final class DurableFiles {
  private static final int MANY = 16;

  private final boolean sync;

  /** Makes a writer that syncs, or one that trusts the machine never to crash. */
  DurableFiles(boolean sync) {
    this.sync = sync;
  }

  /** A file written and synced under a temporary name, to be renamed into place. */
  public record Prepared(Path temporary, Path target) {}

  /**
   * Writes a file under a name that no reader takes for anything, and syncs it.
   *
   * @param temporary a path on the file system of the target, where nothing is
   * @param target where it is to be; the directory must be there when it is put in place
   */
  public Prepared prepare(Path temporary, Path target, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      force(channel);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return new Prepared(temporary, target);
  }

  /** Makes a directory and those above it that are missing, durably. */
  public void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(directory + " has no directory");
    }
    createDirectories(parent);
    Files.createDirectories(directory);
    syncDirectory(parent);
  }

  /** Puts a prepared file in the place of its target and makes that durable. */
  public void replace(Prepared file) throws IOException {
    Files.move(file.temporary(), file.target(), StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(parent(file.target()));
  }

  /** Writes a file in one step: readers see the old bytes or the new ones, after a crash too. */
  public void write(Path target, byte[] bytes) throws IOException {
    Path directory = parent(target);
    createDirectories(directory);
    String name = ".tmp-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    Prepared file = prepare(directory.resolve(name), target, bytes);
    try {
      replace(file);
    } catch (IOException e) {
      Files.deleteIfExists(file.temporary());
      throw e;
    }
  }

  /**
   * Renames a file that {@link FileSystemSync} has made durable, in one step and never over another
   * one; the caller syncs the directory.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the target is there
   */
  public void moveWithoutReplacing(Path source, Path target) throws IOException {
    if (Posix.canCall(source) && Posix.renameWithoutReplacing(source, target)) {
      return;
    }
    Files.createLink(target, source);
    Files.delete(source);
  }

  /**
   * Renames a directory, in one step and never over one with anything in it; the caller syncs the
   * directories above.
   *
   * @throws java.nio.file.FileSystemException if there is something in the target
   */
  public void moveDirectory(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Renames a file over its target; the caller syncs the directory. */
  public void moveReplacing(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Says that a file or directory has changed now, as everybody may who may write to it. */
  public static void touch(Path path) throws IOException {
    if (Posix.canCall(path)) {
      Posix.touch(path);
    } else {
      Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    }
  }

  /** Makes the names in a directory durable. */
  public void syncDirectory(Path directory) throws IOException {
    if (sync) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        force(channel);
      }
    }
  }

  /** Makes the names in directories of one file system durable. */
  public void syncDirectories(Set<Path> directories) throws IOException {
    // Each directory costs a commit of the file system's journal: many are dearer than all of it.
    boolean many = sync && directories.size() > MANY;
    Optional<Path> first = directories.stream().findFirst().filter(Posix::canCall);
    if (many && first.isPresent()) {
      try (OpenFileSystem fileSystem = new OpenFileSystem(first.get())) {
        fileSystem.sync();
      }
      return;
    }
    for (Path directory : directories) {
      syncDirectory(directory);
    }
  }

  /** A file system that is synced as a whole. Thread-safe. */
  public interface FileSystemSync extends Closeable {
    /**
     * Makes a directory of it and every file below durable, in one system call where that is
     * possible.
     *
     * @throws IOException if that fails, or if some write has failed since this was opened: the
     *     system tells of it once
     */
    void sync(Path directory) throws IOException;
  }

  /** Opens the file system of a directory, before anything is written that has to be synced. */
  public FileSystemSync openFileSystem(Path directory) throws IOException {
    if (!sync) {
      return new FileSystemSync() {
        @Override
        public void sync(Path ignored) {}

        @Override
        public void close() {}
      };
    }
    return Posix.canCall(directory) ? new WholeSync(directory) : new FileByFileSync();
  }

  private static final class WholeSync implements FileSystemSync {
    private final OpenFileSystem fileSystem;

    WholeSync(Path directory) throws IOException {
      this.fileSystem = new OpenFileSystem(directory);
    }

    @Override
    public void sync(Path directory) throws IOException {
      fileSystem.sync();
    }

    @Override
    public void close() throws IOException {
      fileSystem.close();
    }
  }

  private final class FileByFileSync implements FileSystemSync {
    @Override
    public void sync(Path directory) throws IOException {
      try (var files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          syncDirectory(file);
        }
      }
      syncDirectory(parent(directory));
    }

    @Override
    public void close() {}
  }

  private void force(FileChannel channel) throws IOException {
    if (sync) {
      channel.force(true);
    }
  }

  static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " has no directory");
    }
    return parent;
  }

  /** Deletes a directory and all below it, symlinks not followed; none is fine. */
  public static void deleteTree(Path directory) throws IOException {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      if (Files.exists(directory)) {
        throw e;
      }
    }
  }
}
