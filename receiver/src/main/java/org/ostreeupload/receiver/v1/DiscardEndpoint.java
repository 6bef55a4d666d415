// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import org.ostreeupload.receiver.push.PushSessions;

/** Ends a push and throws away what has arrived for it. */
final class DiscardEndpoint implements Handler {
  private final PushSessions sessions;
  private final Announcements announcements;

  DiscardEndpoint(PushSessions sessions, Announcements announcements) {
    this.sessions = sessions;
    this.announcements = announcements;
  }

  @Override
  public void handle(Context context) throws IOException {
    sessions.discard(context);
    announcements.forget(context.pathParam("id"));
    context.status(200);
  }
}
