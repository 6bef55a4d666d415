// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.ContentType;
import io.javalin.http.Context;
import org.ostreeupload.protocol.Json;

/** Writes answers that are no problems. */
public final class Answers {
  private Answers() {}

  /** Answers with a message. */
  public static void json(Context context, int status, Object message) {
    context.status(status).contentType(ContentType.JSON).result(Json.write(message));
  }
}
