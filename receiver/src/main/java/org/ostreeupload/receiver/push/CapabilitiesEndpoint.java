// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import org.ostreeupload.protocol.message.Capabilities;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.Repository;

/** Tells what the receiver can do. */
final class CapabilitiesEndpoint implements Handler {
  private static final int PROTOCOL = 2;

  private final Capabilities answer;

  CapabilitiesEndpoint(Repository repository, Limits limits, String version) {
    this.answer =
        new Capabilities(
            version,
            List.of(PROTOCOL),
            TakenForms.words(),
            repository.config().mode().toString(),
            repository.config().collectionId(),
            limits);
  }

  @Override
  public void handle(Context context) {
    Answers.json(context, 200, answer);
  }
}
