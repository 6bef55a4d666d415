// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.publish.Journal;
import org.ostreeupload.store.publish.Receipts;
import org.ostreeupload.store.publish.Recovery;
import org.ostreeupload.store.publish.Transaction;
import org.ostreeupload.tokens.TokenEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pushes that are open. A push that nobody asks for during the idle time is ended; {@link
 * #close} leaves all of them on disk, where the next daemon finds them. Thread-safe.
 */
public final class PushSessions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushSessions.class);
  // A pusher that is there asks more often; one that was killed shall not keep prune waiting.
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final Repository repository;
  private final Receipts receipts;
  private final Authenticator authenticator;
  private final Duration idle;
  private final InstantSource clock;
  private final Places places;
  private final Map<String, PushSession> sessions = new ConcurrentHashMap<>();

  /** Makes an empty set of pushes into a repository. */
  public PushSessions(
      Repository repository, Authenticator authenticator, Duration idle, InstantSource clock) {
    this(repository, authenticator, idle, clock, Places.MAX_OPEN);
  }

  PushSessions(
      Repository repository,
      Authenticator authenticator,
      Duration idle,
      InstantSource clock,
      int maxOpen) {
    this.repository = repository;
    this.receipts = new Receipts(repository);
    this.authenticator = authenticator;
    this.idle = idle;
    this.clock = clock;
    this.places = new Places(maxOpen);
  }

  /** The repository that they push to. */
  public Repository repository() {
    return repository;
  }

  Duration idle() {
    return idle;
  }

  /**
   * Goes on with the pushes of a daemon that is no more, and ends its publishes. To be called
   * before anything else.
   */
  public void restore() throws IOException {
    Recovery.Result recovered = Recovery.run(repository);
    recovered.news().forEach(LOG::warn);
    for (Transaction transaction : recovered.transactions()) {
      restore(transaction);
    }
    if (!sessions.isEmpty()) {
      LOG.warn("{} open pushes can go on", sessions.size());
    }
  }

  private void restore(Transaction transaction) throws IOException {
    PushNote note;
    try {
      note = PushNote.parse(transaction.note());
    } catch (MalformedException e) {
      LOG.warn("push {} is left as it is: {}", transaction.id(), e.getMessage());
      transaction.suspend();
      return;
    }
    places.keep(transaction.id(), note);
    sessions.put(transaction.id(), new PushSession(note, transaction, clock));
  }

  /**
   * A push that was asked for.
   *
   * @param isNew whether it was not open before, with what has arrived for it
   */
  public record Opened(PushSession session, boolean isNew) {}

  /**
   * Opens a push, or goes on with one of the same token that wants the same.
   *
   * @throws ProblemException if too many are open
   */
  public Opened open(PushNote note) throws IOException {
    for (PushSession session : sessions.values()) {
      if (session.note().equals(note) && session.touch()) {
        return new Opened(session, false);
      }
    }
    String id = UUID.randomUUID().toString();
    places.take(id, note);
    boolean opened = false;
    try {
      Transaction transaction = Transaction.begin(repository, id, note.toLine());
      PushSession session = new PushSession(note, transaction, clock);
      sessions.put(id, session);
      opened = true;
      return new Opened(session, true);
    } finally {
      if (!opened) {
        places.giveBack(id);
      }
    }
  }

  /**
   * Finds the push of a request, which must come with the token that opened it.
   *
   * @throws ProblemException if there is none, or the token may no longer move its refs
   */
  public PushSession find(Context context) throws ProblemException {
    TokenEntry token = authenticator.authenticate(context);
    PushSession session = find(context.pathParam("id"), token).orElseThrow(PushSessions::unknown);
    session.requireCovered(token);
    return session;
  }

  private Optional<PushSession> find(String id, TokenEntry token) {
    return Optional.ofNullable(sessions.get(id))
        .filter(session -> session.note().token().equals(token.id().text()));
  }

  static ProblemException unknown() {
    return new ProblemException(
        ErrorCode.UNKNOWN_PUSH, "no push of this token has this id; it may have expired");
  }

  /** A push that a request names: open, or published lately. */
  public sealed interface Known {
    /** It is open. */
    record Open(PushSession session) implements Known {}

    /** It was published. */
    record Published(Journal receipt) implements Known {}
  }

  /**
   * Finds the push of a request that may come again after the push was published.
   *
   * @throws ProblemException if there is none, or the token may no longer move its refs
   */
  public Known findKnown(Context context) throws IOException {
    TokenEntry token = authenticator.authenticate(context);
    String id = context.pathParam("id");
    Optional<PushSession> open = find(id, token);
    if (open.isPresent()) {
      open.get().requireCovered(token);
    }
    return known(id, token);
  }

  private Known known(String id, TokenEntry token) throws IOException {
    Optional<PushSession> open = find(id, token).filter(PushSession::touch);
    if (open.isPresent()) {
      return new Known.Open(open.get());
    }
    Optional<Journal> receipt = receipts.find(id);
    if (receipt.isPresent()
        && PushNote.parse(receipt.get().note()).token().equals(token.id().text())) {
      return new Known.Published(receipt.get());
    }
    throw unknown();
  }

  /** Forgets a push that has ended. */
  void forget(PushSession session) {
    sessions.remove(session.id());
    places.giveBack(session.id());
  }

  /**
   * Ends a push, or forgets that it was published; one that is not known has been forgotten. For
   * this it does not matter what the token may do by now.
   */
  public void discard(Context context) throws IOException {
    TokenEntry token = authenticator.authenticate(context);
    switch (known(context.pathParam("id"), token)) {
      case Known.Open open -> {
        open.session().end();
        forget(open.session());
      }
      case Known.Published _ -> receipts.delete(context.pathParam("id"));
    }
  }

  /** Ends the pushes that have been idle for too long, and lets prune run beside the others. */
  public void expire() {
    Instant now = clock.instant();
    for (PushSession session : List.copyOf(sessions.values())) {
      try {
        session.giveUpLeaseIfUnusedSince(now.minus(LEASE));
        if (session.endIfUnusedSince(now.minus(idle))) {
          forget(session);
        }
      } catch (IOException | RuntimeException e) {
        LOG.error("push {} cannot be ended", session.id(), e);
      }
    }
    try {
      receipts.deleteBefore(now.minus(idle));
    } catch (IOException | RuntimeException e) {
      LOG.error("receipts cannot be deleted", e);
    }
  }

  /** Leaves all pushes as they are; one that is publishing is waited for. */
  @Override
  public void close() throws IOException {
    List<PushSession> open = new ArrayList<>(sessions.values());
    sessions.clear();
    for (PushSession session : open) {
      session.suspend();
    }
  }
}
