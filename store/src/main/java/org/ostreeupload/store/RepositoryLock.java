// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a repository: shares of it keep a prune by any tool out, the whole of it keeps
 * everybody out.
 *
 * <p>The system drops the lock when any descriptor of the file is closed in this process, so one
 * channel serves all holders of a repository, and counts them. Thread-safe. Source: docs/DESIGN.md,
 * "Locking".
 */
final class RepositoryLock {
  private static final long RETRY_MILLIS = 50;

  private final Path file;
  private final boolean enabled;
  private final Duration timeout;

  // Guarded by this.
  private @Nullable FileChannel channel;
  private int holders;
  private boolean exclusive;

  RepositoryLock(Path file, boolean enabled, Duration timeout) {
    this.file = file;
    this.enabled = enabled;
    this.timeout = timeout;
  }

  /** A share of the lock, or the whole of it. */
  final class Share implements AutoCloseable {
    private boolean released;

    @Override
    public void close() throws IOException {
      synchronized (RepositoryLock.this) {
        if (!released) {
          released = true;
          release();
        }
      }
    }
  }

  /**
   * Takes a share, waiting for a prune to end.
   *
   * @throws RepositoryException if it did not end within the repository's lock time-out
   */
  synchronized Share share() throws IOException {
    await(true, "locked by another program (a prune?)");
    holders++;
    return new Share();
  }

  /**
   * Takes the whole lock, waiting for all shares to be given back, those of this process too.
   * Whoever takes a share meanwhile makes it wait longer.
   *
   * @throws RepositoryException if that did not happen within the repository's lock time-out
   */
  synchronized Share exclusive() throws IOException {
    await(false, "in use (by a push, a pull or a commit?)");
    holders++;
    exclusive = true;
    return new Share();
  }

  // Who waits lets others in: one of them may get the lock, which then serves all.
  private void await(boolean shared, String obstacle) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!tryTake(shared)) {
      if (System.nanoTime() > deadline) {
        throw new RepositoryLockedException("repository is " + obstacle + ": " + file);
      }
      try {
        wait(RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RepositoryException("interrupted while waiting for " + file, e);
      }
    }
  }

  private boolean tryTake(boolean shared) throws IOException {
    if (exclusive || (!shared && holders > 0)) {
      return false;
    }
    return !enabled || channel != null || tryLock(shared);
  }

  private boolean tryLock(boolean shared) throws IOException {
    FileChannel opened =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = opened.tryLock(0, Long.MAX_VALUE, shared) != null;
    } finally {
      if (!locked) {
        opened.close();
      }
    }
    channel = locked ? opened : null;
    return locked;
  }

  private void release() throws IOException {
    holders--;
    exclusive = false;
    notifyAll();
    FileChannel held = channel;
    if (holders == 0 && held != null) {
      channel = null;
      held.close();
    }
  }
}
