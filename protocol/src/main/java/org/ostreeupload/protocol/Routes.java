// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import org.ostreeupload.store.object.ObjectName;

/** The paths and header fields of the protocol. Source: docs/PROTOCOL.md. */
public final class Routes {
  /** Answers {@code {}} to anybody: the daemon is there. */
  public static final String PING = "/ping";

  /** What the receiver can do and how much it takes at once. */
  public static final String CAPABILITIES = "/api/v2/capabilities";

  /** Opens a push. */
  public static final String PUSHES = "/api/v2/pushes";

  /** One push, by the id that opening it gave. */
  public static final String PUSH = PUSHES + "/{id}";

  /** Sets disk space aside for a push. */
  public static final String RESERVATION = PUSH + "/reservation";

  /** Which of many objects are missing. */
  public static final String MISSING = PUSH + "/missing";

  /** Takes a bundle of objects. */
  public static final String OBJECTS = PUSH + "/objects";

  /** A query parameter of bundles: the answer shall tell how fast the bundle came in. */
  public static final String MEASURE = "measure";

  /** Takes one large object in pieces. */
  public static final String OBJECT = OBJECTS + "/{name}";

  /** Moves the refs. */
  public static final String PUBLISH = PUSH + "/publish";

  /** The production repository, for {@code ostree pull}. */
  public static final String REPOSITORY = "/repo";

  /** How many bytes of a large object have arrived, or before which byte a piece belongs. */
  public static final String UPLOAD_OFFSET = "Upload-Offset";

  /** How many bytes a large object has in the form in which it is sent. */
  public static final String UPLOAD_LENGTH = "Upload-Length";

  /** The form in which a large object is sent: {@code archive} or {@code plain}. */
  public static final String UPLOAD_FORM = "Upload-Form";

  /** The media type of bundles, name streams and pieces. */
  public static final String BINARY = "application/octet-stream";

  /** The media type of refusals. */
  public static final String PROBLEM = "application/problem+json";

  private Routes() {}

  /** The path of one push. */
  public static String push(String id) {
    return PUSHES + "/" + id;
  }

  /** The path for setting disk space aside. */
  public static String reservation(String id) {
    return push(id) + "/reservation";
  }

  /** The path for questions about objects. */
  public static String missing(String id) {
    return push(id) + "/missing";
  }

  /** The path for bundles. */
  public static String objects(String id) {
    return push(id) + "/objects";
  }

  /** The path of one large object. */
  public static String object(String id, ObjectName name) {
    return objects(id) + "/" + name;
  }

  /** The path for publishing. */
  public static String publish(String id) {
    return push(id) + "/publish";
  }
}
