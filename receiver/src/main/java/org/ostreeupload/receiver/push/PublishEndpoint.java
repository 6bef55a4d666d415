// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.message.Publish;

/** Moves the refs of a push, all or none. */
final class PublishEndpoint implements Handler {
  private final PushSessions sessions;
  private final Publishing publishing;

  PublishEndpoint(PushSessions sessions) {
    this.sessions = sessions;
    this.publishing = new Publishing(sessions);
  }

  @Override
  public void handle(Context context) throws IOException {
    PushSessions.Known push = sessions.findKnown(context);
    Publish request = Json.read(context.bodyInputStream(), Publish.class);
    Answers.json(context, 200, publishing.publish(push, request, context));
  }
}
