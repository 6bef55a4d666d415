// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one publish at a time look at refs and move them, of all threads and of all programs that
 * are ours. Others, such as {@code ostree commit}, know of no such lock.
 *
 * <p>Thread-safe; not reentrant.
 */
final class PublishingLock {
  private final Path file;
  private final DurableFiles files;
  private final ReentrantLock threads = new ReentrantLock();

  PublishingLock(Path file, DurableFiles files) {
    this.file = file;
    this.files = files;
  }

  /** Waits for its turn. */
  Repository.Exclusive take() throws IOException {
    threads.lock();
    boolean taken = false;
    try {
      if (threads.getHoldCount() > 1) {
        throw new IllegalStateException("this thread is publishing already");
      }
      files.createDirectories(DurableFiles.parent(file));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        channel.lock();
        taken = true;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      return () -> release(channel);
    } finally {
      if (!taken) {
        threads.unlock();
      }
    }
  }

  private void release(FileChannel channel) throws IOException {
    try {
      channel.close();
    } finally {
      threads.unlock();
    }
  }
}
