// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;

/** Ends a push and throws away what has arrived for it. */
final class DiscardEndpoint implements Handler {
  private final PushSessions sessions;

  DiscardEndpoint(PushSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void handle(Context context) throws IOException {
    sessions.discard(context);
    context.status(204);
  }
}
