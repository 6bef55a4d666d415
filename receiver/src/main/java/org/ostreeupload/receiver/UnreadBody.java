// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import java.io.IOException;
import java.io.InputStream;

/**
 * Takes what a client is still sending when its answer is ready already, a refusal mostly: many
 * clients look for an answer only after they have sent everything, and take a connection that is
 * closed meanwhile for a broken one.
 */
final class UnreadBody implements Handler {
  private static final long MOST = 64L << 20;

  @Override
  public void handle(Context context) {
    boolean waitsForConsent = context.header(Header.EXPECT) != null;
    if (waitsForConsent || context.req().getContentLengthLong() > MOST) {
      return;
    }
    try {
      InputStream body = context.bodyInputStream();
      byte[] piece = new byte[1 << 13];
      long taken = 0;
      for (int count = 0; count >= 0 && taken < MOST; count = body.read(piece)) {
        taken += count;
      }
    } catch (IOException e) {
      // The connection is gone, and so is whoever waited for the answer.
      return;
    }
  }
}
