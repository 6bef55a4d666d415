// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import io.javalin.config.RoutesConfig;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.receiver.push.PushSessions;

/** The routes of version 1. Its refusals are a line of text. */
public final class QueueApi {
  /** What every path of it begins with. */
  public static final String PREFIX = "/api/v1/";

  static final String INFO = PREFIX + "info";
  static final String QUEUE = PREFIX + "queue";
  static final String ENTRY = QUEUE + "/{id}";

  private QueueApi() {}

  /** Adds the routes. */
  public static void addTo(
      RoutesConfig routes, PushSessions sessions, Authenticator authenticator, Limits limits) {
    Announcements announcements = new Announcements();
    routes.get(INFO, new InfoEndpoint(sessions.repository(), authenticator));
    routes.post(QUEUE, new QueueEndpoint(sessions, announcements, authenticator, limits));
    routes.get(ENTRY, new MissingEndpoint(sessions, announcements));
    routes.put(ENTRY, new UploadEndpoint(sessions, announcements));
    routes.delete(ENTRY, new DiscardEndpoint(sessions, announcements));
  }
}
