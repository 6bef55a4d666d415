// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenedPush;

/** A receiver, at which pushes are opened. Thread-safe. */
final class ReceiverClient {
  private static final int CREATED = 201;

  private final HttpCaller http;
  private final Retries retries;

  ReceiverClient(HttpCaller http, Retries retries) {
    this.http = http;
    this.retries = retries;
  }

  /** Opens a push, or goes on with one that wants the same. */
  Opening open(OpenPush wishes) throws IOException {
    HttpCaller.Question question = HttpCaller.Question.json(wishes);
    return retries.run(
        number ->
            http.call(
                "POST",
                Routes.PUSHES,
                question,
                (response, body) ->
                    new Opening(Json.read(body, OpenedPush.class), response.getCode() == CREATED)));
  }

  /** The requests of a push that is open. */
  PushSession session(String id, OpenedPush opened) {
    return new PushSession(http, retries, id, opened.limits(), opened.forms());
  }
}
