// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.config.RoutesConfig;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.receiver.access.Authenticator;

/** The routes of pushes. */
public final class PushApi {
  private PushApi() {}

  /** Adds the routes. */
  public static void addTo(
      RoutesConfig routes,
      PushSessions sessions,
      Authenticator authenticator,
      Limits limits,
      String version) {
    routes.get(
        Routes.CAPABILITIES, new CapabilitiesEndpoint(sessions.repository(), limits, version));
    routes.post(Routes.PUSHES, new OpenPushEndpoint(sessions, authenticator, limits));
    routes.post(Routes.RESERVATION, new ReservationEndpoint(sessions));
    routes.post(Routes.MISSING, new MissingEndpoint(sessions, limits));
    routes.post(Routes.OBJECTS, new BundleEndpoint(sessions, limits));
    LargeObjectEndpoint largeObject = new LargeObjectEndpoint(sessions);
    routes.head(Routes.OBJECT, largeObject::tellOffset);
    routes.patch(Routes.OBJECT, largeObject::takePiece);
    routes.post(Routes.PUBLISH, new PublishEndpoint(sessions));
    routes.delete(Routes.PUSH, new DiscardEndpoint(sessions));
  }
}
