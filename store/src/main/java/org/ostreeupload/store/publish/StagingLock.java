// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A locked file beside a staging directory: whoever can lock it knows that its owner is gone.
 *
 * <p>The system drops a lock when any descriptor of its file is closed in the process, so a program
 * may try an id only while it has not locked it itself.
 */
final class StagingLock {
  private static final String SUFFIX = ".lock";

  private final Path file;
  private final FileChannel channel;

  private StagingLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** The id that a file or directory beside others belongs to. */
  static String idOf(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  /** Locks the staging directory of this id, which need not exist; empty if another one has it. */
  static Optional<StagingLock> take(Path parent, String id) throws IOException {
    Path file = parent.resolve(id + SUFFIX);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
      return taken ? Optional.of(new StagingLock(file, channel)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  /** Gives the lock up and deletes its file. */
  void delete() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      channel.close();
    }
  }

  /** Gives the lock up. */
  void release() throws IOException {
    channel.close();
  }
}
