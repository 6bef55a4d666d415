// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.object.ObjectName;

/** Tells which of many objects are neither in the repository nor in the push. */
final class MissingEndpoint implements Handler {
  private final PushSessions sessions;
  private final Limits limits;

  MissingEndpoint(PushSessions sessions, Limits limits) {
    this.sessions = sessions;
    this.limits = limits;
  }

  @Override
  public void handle(Context context) throws IOException {
    PushSession session = sessions.find(context);
    List<ObjectName> names = NameStream.read(context.bodyInputStream(), limits.namesPerQuestion());
    BitSet missing =
        session.share(
            transaction -> {
              BitSet bits = new BitSet(names.size());
              for (int i = 0; i < names.size(); i++) {
                bits.set(i, !transaction.contains(names.get(i)));
              }
              return bits;
            });
    context.contentType(Routes.BINARY).result(NameStream.writeAnswer(missing, names.size()));
  }
}
