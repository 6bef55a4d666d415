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
import org.ostreeupload.protocol.message.Publish;
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
  private volatile Instant used; // when the last request began or ended
  private volatile boolean ended;
  private Optional<Answered> answered = Optional.empty(); // guarded by the exclusive lock

  /** What was asked to be published, and was. */
  private record Answered(Publish question, Published answer) {}

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

  /** Says whether the push was published or ended. */
  boolean hasEnded() {
    return ended;
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

  /** Publishes, alone; the same question again is answered as it was the first time. */
  Published publish(Publish question, Work<Published> work) throws IOException {
    used = clock.instant();
    lock.writeLock().lock();
    try {
      if (answered.isPresent() && answered.get().question().equals(question)) {
        return answered.get().answer();
      }
      requireOpen();
      Published answer = work.run(transaction);
      answered = Optional.of(new Answered(question, answer));
      close();
      return answer;
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

  /** Ends the push if no request has used it since then; says whether it has ended. */
  boolean endIfUnusedSince(Instant then) throws IOException {
    if (!used.isBefore(then) || !lock.writeLock().tryLock()) {
      return false;
    }
    try {
      if (!used.isBefore(then)) {
        return false;
      }
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
