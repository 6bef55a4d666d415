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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.Transaction;
import org.ostreeupload.tokens.TokenEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pushes that are open. A push that nobody asks for during the idle time is ended, and so are
 * all of them with {@link #close}. Thread-safe.
 */
public final class PushSessions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushSessions.class);
  private static final int MAX_OPEN = 1_000;

  private final Repository repository;
  private final Authenticator authenticator;
  private final Duration idle;
  private final InstantSource clock;
  private final int maxOpen;
  private final Map<String, PushSession> sessions = new ConcurrentHashMap<>();

  /** Makes an empty set of pushes into a repository. */
  public PushSessions(
      Repository repository, Authenticator authenticator, Duration idle, InstantSource clock) {
    this(repository, authenticator, idle, clock, MAX_OPEN);
  }

  PushSessions(
      Repository repository,
      Authenticator authenticator,
      Duration idle,
      InstantSource clock,
      int maxOpen) {
    this.repository = repository;
    this.authenticator = authenticator;
    this.idle = idle;
    this.clock = clock;
    this.maxOpen = maxOpen;
  }

  Repository repository() {
    return repository;
  }

  Duration idle() {
    return idle;
  }

  PushSession open(TokenEntry token, Set<RefName> refs) throws IOException {
    if (sessions.values().stream().filter(open -> !open.hasEnded()).count() >= maxOpen) {
      throw new ProblemException(ErrorCode.BUSY, maxOpen + " pushes are open already");
    }
    String id = UUID.randomUUID().toString();
    Transaction transaction = Transaction.begin(repository, id);
    PushSession session = new PushSession(id, token, refs, transaction, clock);
    sessions.put(id, session);
    return session;
  }

  /**
   * Finds the push of a request, which must come with the token that opened it.
   *
   * @throws ProblemException if there is none
   */
  PushSession find(Context context) throws ProblemException {
    TokenEntry token = authenticator.authenticate(context);
    String id = context.pathParam("id");
    PushSession session = sessions.get(id);
    if (session == null || !session.token().id().equals(token.id())) {
      throw new ProblemException(
          ErrorCode.UNKNOWN_PUSH, "no push of this token has this id; it may have expired");
    }
    return session;
  }

  void discard(PushSession session) throws IOException {
    session.end();
    sessions.remove(session.id());
  }

  /** Ends the pushes that have been idle for too long. */
  public void expire() {
    Instant oldest = clock.instant().minus(idle);
    sessions.values().removeIf(session -> ends(session, oldest));
  }

  private static boolean ends(PushSession session, Instant oldest) {
    try {
      return session.endIfUnusedSince(oldest);
    } catch (IOException | RuntimeException e) {
      LOG.error("push {} cannot be ended", session.id(), e);
      return false;
    }
  }

  /** Ends all pushes; one that is publishing is waited for. */
  @Override
  public void close() throws IOException {
    List<PushSession> open = new ArrayList<>(sessions.values());
    sessions.clear();
    for (PushSession session : open) {
      session.end();
    }
  }
}
