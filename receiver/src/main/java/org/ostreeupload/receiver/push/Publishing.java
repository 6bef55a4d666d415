// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.protocol.message.RefOutcome;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.Journal;
import org.ostreeupload.store.publish.Publication;
import org.ostreeupload.store.publish.PublishRules;
import org.ostreeupload.store.publish.RefResult;
import org.ostreeupload.store.publish.RefUpdate;
import org.ostreeupload.store.publish.Transaction;

/** Publishes pushes, and tells once more what was published. Thread-safe. */
public final class Publishing {
  private final PushSessions sessions;

  /** Publishes these pushes. */
  public Publishing(PushSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Moves the refs of a push, all or none; the push has ended then. One that was published before
   * is answered as it was.
   *
   * @param context the request, to find the push once more if another request ends it meanwhile
   * @throws ProblemException if nothing was moved
   */
  public Published publish(PushSessions.Known push, Publish request, Context context)
      throws IOException {
    return switch (push) {
      case PushSessions.Known.Open open -> publish(open.session(), request, context);
      case PushSessions.Known.Published published -> again(published.receipt(), request);
    };
  }

  private Published publish(PushSession session, Publish request, Context context)
      throws IOException {
    requireOpened(request, session);
    Optional<Published> done = session.publish(transaction -> publish(transaction, request));
    if (done.isPresent()) {
      sessions.forget(session);
      return done.get();
    }
    // Another request has ended it meanwhile, maybe by the same question.
    return switch (sessions.findKnown(context)) {
      case PushSessions.Known.Open _ -> throw PushSessions.unknown();
      case PushSessions.Known.Published published -> again(published.receipt(), request);
    };
  }

  /** Answers a question that has been answered before. */
  private static Published again(Journal receipt, Publish request) throws ProblemException {
    Map<RefName, Checksum> targets = new HashMap<>();
    request.refs().forEach(move -> targets.put(move.ref(), move.target()));
    if (!receipt.tellsOf(targets)) {
      throw PushSessions.unknown();
    }
    return new Published(outcomes(receipt.results()));
  }

  private static void requireOpened(Publish request, PushSession session) throws ProblemException {
    Set<RefName> named = new HashSet<>();
    for (Move move : request.refs()) {
      if (!session.refs().contains(move.ref()) || !named.add(move.ref())) {
        throw new ProblemException(
            ErrorCode.MALFORMED,
            "ref '" + move.ref() + "' is named twice, or not one that the push was opened for");
      }
    }
    if (named.isEmpty()) {
      throw new ProblemException(ErrorCode.MALFORMED, "a publish names at least one ref");
    }
  }

  private static Published publish(Transaction transaction, Publish request) throws IOException {
    List<RefUpdate> updates =
        request.refs().stream()
            .map(move -> new RefUpdate(move.ref(), move.expected(), move.target()))
            .toList();
    return switch (transaction.publish(updates, PublishRules.PUSH)) {
      case Publication.Done done -> new Published(outcomes(done.results()));
      case Publication.Refused refused ->
          throw new ProblemException(
              new Problem(
                  ErrorCode.REFS_REFUSED,
                  "no ref was moved",
                  Optional.empty(),
                  outcomes(refused.results()),
                  List.of()));
      case Publication.Incomplete incomplete ->
          throw new ProblemException(
              new Problem(
                  ErrorCode.INCOMPLETE,
                  "no ref was moved: objects are missing, the first is "
                      + incomplete.missing().getFirst(),
                  Optional.of(incomplete.missing().getFirst()),
                  List.of(),
                  incomplete.missing()));
    };
  }

  private static List<RefOutcome> outcomes(List<RefResult> results) {
    return results.stream()
        .map(
            result ->
                new RefOutcome(
                    result.update().ref(),
                    result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    result.before(),
                    result.update().target(),
                    result.detail()))
        .toList();
  }
}
