// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.Transaction;
import org.ostreeupload.tokens.TokenEntry;

/**
 * One push that is open: who opened it for what, and what has arrived. Requests of one push run
 * side by side; publishing it and ending it wait for them and run alone. Thread-safe.
 */
public final class PushSession {
  /** Something that a request does with the transaction. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run(Transaction transaction) throws IOException;
  }

  private final PushNote note;
  private final Set<RefName> refs;
  private final Transaction transaction;
  // Shared by requests that use the transaction; exclusive for publishing and ending it.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final InstantSource clock;
  private volatile Instant used; // when the last request began or ended
  private volatile boolean ended;
  // The entry of the token when it was last found to cover all refs.
  private volatile Optional<TokenEntry> covering = Optional.empty();

  PushSession(PushNote note, Transaction transaction, InstantSource clock) {
    this.note = note;
    this.refs = note.refs().stream().map(Wish::ref).collect(toUnmodifiableSet());
    this.transaction = transaction;
    this.clock = clock;
    this.used = clock.instant();
  }

  /** By what requests name it. */
  public String id() {
    return transaction.id();
  }

  /** Who opened it for what. */
  public PushNote note() {
    return note;
  }

  /** The refs that the push was opened for. */
  Set<RefName> refs() {
    return refs;
  }

  /**
   * Requires that its token may still move all of its refs: the entry may have changed.
   *
   * @throws ProblemException if it may not
   */
  void requireCovered(TokenEntry token) throws ProblemException {
    Optional<TokenEntry> entry = Optional.of(token);
    if (!covering.equals(entry)) { // looking at thousands of refs takes its time
      WantedRefs.requireCovered(refs, token);
      covering = entry;
    }
  }

  /** Takes note that somebody is about to use it; false if it has ended. */
  boolean touch() {
    used = clock.instant();
    return !ended;
  }

  /**
   * Runs a request beside others of the same push.
   *
   * @throws ProblemException if the push has ended
   */
  public <T> T share(Work<T> work) throws IOException {
    used = clock.instant();
    lock.readLock().lock();
    try {
      requireOpen();
      transaction.takeLease();
      return work.run(transaction);
    } finally {
      used = clock.instant();
      lock.readLock().unlock();
    }
  }

  /** Publishes, alone, and ends the push; empty if it has ended already. */
  <T> Optional<T> publish(Work<T> work) throws IOException {
    used = clock.instant();
    lock.writeLock().lock();
    try {
      if (ended) {
        return Optional.empty();
      }
      return Optional.of(runAndEnd(work));
    } finally {
      used = clock.instant();
      lock.writeLock().unlock();
    }
  }

  private <T> T runAndEnd(Work<T> work) throws IOException {
    try {
      T answer = work.run(transaction);
      ended = true;
      transaction.close();
      return answer;
    } finally {
      if (!ended && transaction.isSpoiled()) {
        ended = true;
        transaction.close();
      }
    }
  }

  private void requireOpen() throws ProblemException {
    if (ended) {
      throw new ProblemException(ErrorCode.UNKNOWN_PUSH, "push " + id() + " has ended");
    }
  }

  /** Ends the push if no request has used it since then; says whether it has ended. */
  boolean endIfUnusedSince(Instant then) throws IOException {
    return ifUnusedSince(
        then,
        () -> {
          if (!ended) {
            ended = true;
            transaction.close();
          }
        });
  }

  /** Lets prune run if no request has used the push since then. */
  void giveUpLeaseIfUnusedSince(Instant then) throws IOException {
    var _ =
        ifUnusedSince(
            then,
            () -> {
              if (!ended) {
                transaction.giveUpLease();
              }
            });
  }

  /** Something to do while no request is running. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private boolean ifUnusedSince(Instant then, Step step) throws IOException {
    if (!used.isBefore(then) || !lock.writeLock().tryLock()) {
      return false;
    }
    try {
      if (!used.isBefore(then)) {
        return false;
      }
      step.run();
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Ends the push when the requests that use it now have been answered. */
  void end() throws IOException {
    end(Transaction::close);
  }

  /** Ends the push in this process; another one can go on with it. */
  void suspend() throws IOException {
    end(Transaction::suspend);
  }

  /** How to part from a transaction. */
  @FunctionalInterface
  private interface Ending {
    void end(Transaction transaction) throws IOException;
  }

  private void end(Ending ending) throws IOException {
    lock.writeLock().lock();
    try {
      if (!ended) {
        ended = true;
        ending.end(transaction);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
