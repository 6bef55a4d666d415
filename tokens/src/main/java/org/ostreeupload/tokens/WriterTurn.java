// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the writers of a file take turns, across threads and processes. The lock is on an empty file
 * beside it, {@code .NAME.lock}, which stays: a lock on the file itself would be on what the writer
 * replaces, and a lock file that is deleted may be deleted from under the next who waits for it.
 */
final class WriterTurn {
  // Guards nothing in memory: a file lock keeps other processes out, but is refused to a second
  // thread of its own process.
  private static final ReentrantLock THREADS = new ReentrantLock();

  private WriterTurn() {}

  /** What is done in turn. */
  interface Work {
    void run() throws IOException, TokenFileException;
  }

  /** Waits until no one else is writing the file, and does the work. */
  static void take(Path file, Work work) throws IOException, TokenFileException {
    Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
    THREADS.lock();
    try (FileChannel channel =
            FileChannel.open(lockFile, Set.of(CREATE, WRITE), FileReplacement.OWNER_ONLY);
        FileLock _ = channel.lock()) {
      work.run();
    } finally {
      THREADS.unlock();
    }
  }
}
