// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.tokens.TokenEntry;

/** Opens a push, unless everything is as it is wished already. */
final class OpenPushEndpoint implements Handler {
  private static final int MAX_WANTED = 10_000;

  private static final int OK = 200;
  private static final int CREATED = 201;

  private final PushSessions sessions;
  private final Authenticator authenticator;
  private final Limits limits;
  private final Repository repository;
  private final List<String> forms = TakenForms.words();

  OpenPushEndpoint(PushSessions sessions, Authenticator authenticator, Limits limits) {
    this.sessions = sessions;
    this.authenticator = authenticator;
    this.limits = limits;
    this.repository = sessions.repository();
  }

  @Override
  public void handle(Context context) throws IOException {
    TokenEntry token = authenticator.authenticate(context);
    OpenPush request = Json.read(context.bodyInputStream(), OpenPush.class);
    WantedRefs.require(request.refs(), token, limits);
    List<ObjectName> wanted = repository.wanted().all().stream().limit(MAX_WANTED).toList();
    List<Head> heads = new ArrayList<>();
    boolean upToDate = wanted.isEmpty();
    for (Wish wish : request.refs()) {
      Optional<Checksum> head = repository.refs().head(wish.ref());
      heads.add(new Head(wish.ref(), head));
      upToDate &= isFulfilled(wish, head);
    }
    Optional<PushSessions.Opened> opened =
        upToDate
            ? Optional.empty()
            : Optional.of(sessions.open(new PushNote(token.id().text(), request.refs())));
    Answers.json(
        context,
        opened.isPresent() && opened.get().isNew() ? CREATED : OK,
        new OpenedPush(
            opened.map(push -> push.session().id()),
            sessions.idle().toSeconds(),
            heads,
            wanted,
            forms,
            limits));
  }

  private boolean isFulfilled(Wish wish, Optional<Checksum> head) throws IOException {
    if (!head.equals(Optional.of(wish.target())) || repository.isPartial(wish.target())) {
      return false;
    }
    if (wish.detached().isEmpty()) {
      return true;
    }
    return repository
        .objects()
        .readDetached(wish.target())
        .map(Checksum::ofBytes)
        .equals(wish.detached());
  }
}
