// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.SortedMap;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.receiver.push.Answers;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/** Tells where the branches point. */
final class InfoEndpoint implements Handler {
  private final Repository repository;
  private final Authenticator authenticator;

  InfoEndpoint(Repository repository, Authenticator authenticator) {
    this.repository = repository;
    this.authenticator = authenticator;
  }

  private record Info(String mode, SortedMap<RefName, Checksum> revs) {}

  @Override
  public void handle(Context context) throws IOException {
    var _ = authenticator.authenticate(context);
    Info info = new Info(repository.config().mode().toString(), repository.refs().heads());
    Answers.json(context, 200, info);
  }
}
