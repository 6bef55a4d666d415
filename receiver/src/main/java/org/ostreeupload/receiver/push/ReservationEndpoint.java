// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.message.Reservation;

/** Sets disk space aside for what a push is about to send, or refuses before anything is sent. */
final class ReservationEndpoint implements Handler {
  private final PushSessions sessions;

  ReservationEndpoint(PushSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void handle(Context context) throws IOException {
    PushSession session = sessions.find(context);
    Reservation request = Json.read(context.bodyInputStream(), Reservation.class);
    var _ =
        session.share(
            transaction -> {
              transaction.reserve(request.bytes());
              return request;
            });
    context.status(204);
  }
}
