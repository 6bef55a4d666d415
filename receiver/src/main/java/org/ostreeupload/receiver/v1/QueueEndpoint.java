// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.receiver.push.Answers;
import org.ostreeupload.receiver.push.PushNote;
import org.ostreeupload.receiver.push.PushSession;
import org.ostreeupload.receiver.push.PushSessions;
import org.ostreeupload.receiver.push.WantedRefs;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.tokens.TokenEntry;

/**
 * Opens a push. What can be refused is refused here: this is the last answer whose status the
 * client looks at.
 */
final class QueueEndpoint implements Handler {
  private static final int MAX_JSON = 10 << 20;

  private final PushSessions sessions;
  private final Announcements announcements;
  private final Authenticator authenticator;
  private final Limits limits;

  QueueEndpoint(
      PushSessions sessions,
      Announcements announcements,
      Authenticator authenticator,
      Limits limits) {
    this.sessions = sessions;
    this.announcements = announcements;
    this.authenticator = authenticator;
    this.limits = limits;
  }

  private record Queued(String id) {}

  @Override
  public void handle(Context context) throws IOException {
    TokenEntry token = authenticator.authenticate(context);
    QueueRequest request = read(context);
    List<Move> moves = request.moves();
    List<Wish> wishes =
        moves.stream().map(move -> new Wish(move.ref(), move.target(), Optional.empty())).toList();
    WantedRefs.require(wishes, token, limits);
    for (Move move : moves) {
      requireExpected(move);
    }
    PushSession session = sessions.open(new PushNote(token.id().text(), wishes, moves)).session();
    announcements.keep(session.id(), request.objects());
    Answers.json(context, 200, new Queued(session.id()));
  }

  private static QueueRequest read(Context context) throws IOException {
    byte[] body = context.bodyInputStream().readNBytes(MAX_JSON + 1);
    if (body.length > MAX_JSON) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "the list of objects is larger than "
              + MAX_JSON
              + " bytes: push with the ostree-upload that belongs to this receiver");
    }
    return Json.read(body, QueueRequest.class);
  }

  private void requireExpected(Move move) throws IOException {
    Optional<Checksum> head = sessions.repository().refs().head(move.ref());
    if (!head.equals(move.expected()) && !head.equals(Optional.of(move.target()))) {
      String detail =
          "branch '%s' is at %s, not at %s: somebody else moved it; push again"
              .formatted(move.ref(), shown(head), shown(move.expected()));
      throw new ProblemException(ErrorCode.REFS_REFUSED, detail);
    }
  }

  private static String shown(Optional<Checksum> head) {
    return head.map(Checksum::toString).orElse("no commit");
  }
}
