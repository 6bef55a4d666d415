// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.BitSet;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.receiver.push.Answers;
import org.ostreeupload.receiver.push.PushSession;
import org.ostreeupload.receiver.push.PushSessions;

/** Tells which of the announced objects are neither in the repository nor in the push. */
final class MissingEndpoint implements Handler {
  private final PushSessions sessions;
  private final Announcements announcements;

  MissingEndpoint(PushSessions sessions, Announcements announcements) {
    this.sessions = sessions;
    this.announcements = announcements;
  }

  private record Missing(Iterable<String> objects) {}

  @Override
  public void handle(Context context) throws IOException {
    PushSession session = sessions.find(context);
    AnnouncedObjects announced =
        announcements
            .find(session.id())
            .orElseThrow(
                () ->
                    new ProblemException(
                        ErrorCode.UNKNOWN_PUSH,
                        "the objects of this push are not remembered; push again"));
    BitSet missing =
        session.share(
            transaction -> {
              BitSet bits = new BitSet(announced.size());
              for (int i = 0; i < announced.size(); i++) {
                bits.set(i, !transaction.contains(announced.get(i)));
              }
              return bits;
            });
    Iterable<String> names =
        () -> missing.stream().mapToObj(i -> StoredName.text(announced.get(i))).iterator();
    Answers.json(context, 200, new Missing(names));
  }
}
