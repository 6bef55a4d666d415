// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.DurableFiles.FileSystemSync;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.object.ObjectName;

/**
 * Where a repair keeps what it has fetched, on the file system of the repository. One repair at a
 * time has it; what one that was killed left there is deleted by the next.
 */
record RepairDirectory(Path path, FileChannel lock, FileSystemSync fileSystem)
    implements AutoCloseable {
  static RepairDirectory open(Layout layout, DurableFiles files) throws IOException {
    Files.createDirectories(layout.own());
    Path path = layout.own().resolve("repair");
    FileChannel lock =
        FileChannel.open(
            layout.own().resolve("repair.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    boolean opened = false;
    try {
      take(lock, path);
      DurableFiles.deleteTree(path);
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      RepairDirectory directory = new RepairDirectory(path, lock, files.openFileSystem(path));
      opened = true;
      return directory;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private static void take(FileChannel lock, Path path) throws IOException {
    boolean taken;
    try {
      taken = lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      taken = false; // by another thread of this process
    }
    if (!taken) {
      throw new RepositoryException("another repair is under way in " + path);
    }
  }

  /** The file for a copy of an object. */
  Path file(ObjectName name) {
    return path.resolve(name.toString());
  }

  /** Makes everything in it durable. */
  void sync() throws IOException {
    fileSystem.sync(path);
  }

  @Override
  public void close() throws IOException {
    try (lock;
        fileSystem) {
      DurableFiles.deleteTree(path);
    }
  }
}
