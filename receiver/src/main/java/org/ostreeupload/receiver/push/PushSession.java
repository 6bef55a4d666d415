// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.Transaction;
import org.ostreeupload.tokens.TokenEntry;

/**
 * One push between its requests: whose it is, which refs it may move, and the transaction that
 * holds what has arrived.
 *
 * <p>Thread-safe: requests that bring objects run side by side, publishing and ending run alone.
 */
final class PushSession {
  /** Something that a request does with the transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run(Transaction transaction) throws IOException;
  }

  private final String id;
  private final TokenEntry token;
  private final Set<RefName> refs;
  private final Transaction transaction;
  // Shared by requests that use the transaction; exclusive for publishing and ending it.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final InstantSource clock;
  private volatile Instant used;
  private volatile boolean ended;
  private volatile Optional<Published> published = Optional.empty();

  PushSession(
      String id,
      TokenEntry token,
      Set<RefName> refs,
      Transaction transaction,
      InstantSource clock) {
    this.id = id;
    this.token = token;
    this.refs = Set.copyOf(refs);
    this.transaction = transaction;
    this.clock = clock;
    this.used = clock.instant();
  }

  String id() {
    return id;
  }

  TokenEntry token() {
    return token;
  }

  /** The refs that the push was opened for. */
  Set<RefName> refs() {
    return refs;
  }

  /** When the last request began or ended. */
  Instant used() {
    return used;
  }

  /** What the push published, once it has. */
  Optional<Published> published() {
    return published;
  }

  /** Runs a request beside others of the same push. */
  <T> T share(Work<T> work) throws IOException {
    used = clock.instant();
    lock.readLock().lock();
    try {
      requireOpen();
      return work.run(transaction);
    } finally {
      used = clock.instant();
      lock.readLock().unlock();
    }
  }

  /** Publishes, alone; what was published before is the answer to the same question again. */
  Published publish(Work<Published> work) throws IOException {
    used = clock.instant();
    lock.writeLock().lock();
    try {
      if (published.isPresent()) {
        return published.get();
      }
      requireOpen();
      Published result = work.run(transaction);
      published = Optional.of(result);
      close();
      return result;
    } finally {
      used = clock.instant();
      lock.writeLock().unlock();
    }
  }

  private void requireOpen() throws ProblemException {
    if (ended) {
      throw new ProblemException(ErrorCode.UNKNOWN_PUSH, "push " + id + " has ended");
    }
  }

  /** Ends the push if no request is using it now; says whether it has ended. */
  boolean endIfIdle() throws IOException {
    if (!lock.writeLock().tryLock()) {
      return false;
    }
    try {
      close();
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Ends the push when the requests that use it now have been answered. */
  void end() throws IOException {
    lock.writeLock().lock();
    try {
      close();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void close() throws IOException {
    if (!ended) {
      ended = true;
      transaction.close();
    }
  }
}
