// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A locked file beside a staging directory: whoever can lock it knows that its owner is gone. */
final class StagingLock {
  private static final String SUFFIX = ".lock";

  private final Path file;
  private final FileChannel channel;

  private StagingLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static boolean isLock(Path path) {
    return String.valueOf(path.getFileName()).endsWith(SUFFIX);
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

  void delete() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      channel.close();
    }
  }
}
