// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static java.util.stream.Collectors.joining;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.receiver.push.Publishing;
import org.ostreeupload.receiver.push.PushSession;
import org.ostreeupload.receiver.push.PushSessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes all objects of a push in one request and publishes it. The client says "Done!" whatever the
 * answer is, so a refusal is also told in the log.
 */
final class UploadEndpoint implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(UploadEndpoint.class);
  private static final int MAX_PARTS = 300_000; // two for each object that can be announced
  private static final int MOST_SHOWN = 10;

  private final PushSessions sessions;
  private final Publishing publishing;
  private final Announcements announcements;

  UploadEndpoint(PushSessions sessions, Announcements announcements) {
    this.sessions = sessions;
    this.publishing = new Publishing(sessions);
    this.announcements = announcements;
  }

  @Override
  public void handle(Context context) throws IOException {
    List<Move> moves = List.of();
    try {
      // One that was published already has nothing more to take.
      if (sessions.findKnown(context) instanceof PushSessions.Known.Open open) {
        moves = open.session().note().moves();
        take(open.session(), context);
        publish(open, moves, context);
        announcements.forget(open.session().id());
      }
    } catch (IOException | RuntimeException e) {
      tell(context, moves, e);
      throw e;
    }
    context.status(200);
  }

  private static void take(PushSession session, Context context) throws IOException {
    String mediaType = Optional.ofNullable(context.header(Header.CONTENT_TYPE)).orElse("");
    MultipartReader reader =
        new MultipartReader(
            context.bodyInputStream(), MultipartReader.boundary(mediaType), MAX_PARTS);
    try {
      session.share(
          transaction -> {
            new Intake(transaction, reader).take();
            return "";
          });
    } catch (ProblemException e) {
      // If it has ended meanwhile, the publish finds out how.
      if (e.problem().code() != ErrorCode.UNKNOWN_PUSH) {
        throw e;
      }
    }
  }

  private void publish(PushSessions.Known push, List<Move> moves, Context context)
      throws IOException {
    try {
      var _ = publishing.publish(push, new Publish(moves), context);
    } catch (ProblemException e) {
      throw new ProblemException(inWords(e.problem()));
    }
  }

  /** The problem with all that is to be said about refs in its one line of text. */
  private static Problem inWords(Problem problem) {
    String reasons =
        problem.refs().stream()
            .filter(ref -> !ref.detail().isEmpty())
            .limit(MOST_SHOWN)
            .map(ref -> ": " + ref.ref() + ": " + ref.detail())
            .collect(joining());
    return new Problem(
        problem.code(),
        problem.detail() + reasons,
        problem.object(),
        problem.refs(),
        problem.missing());
  }

  private static void tell(Context context, List<Move> moves, Exception reason) {
    String token = context.attribute(Authenticator.TOKEN_ID);
    if (token != null) {
      String refs =
          moves.stream().limit(MOST_SHOWN).map(move -> move.ref().value()).collect(joining(", "));
      LOG.warn(
          "NOTHING WAS PUBLISHED for token '{}', whose client says \"Done!\" all the same: {}"
              + " (push {}, branches [{}]{})",
          token,
          reason.getMessage(),
          StoredName.shown(context.pathParam("id")),
          refs,
          moves.size() > MOST_SHOWN ? " and others" : "");
    }
  }
}
