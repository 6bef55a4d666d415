// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;

/**
 * A push that did not succeed; the message says why and what to do. No ref was moved, unless the
 * message says that this is not known.
 */
public final class PushException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Where the reason lies. */
  public enum Cause {
    /** In the source repository: something is missing, damaged, partial, or not there. */
    SOURCE,
    /** In the network or the receiver: it is unreachable, or failed. */
    RECEIVER,
    /** In the token: it is not known, or may not do this. */
    TOKEN,
    /** In the refs: the receiver refuses to move them. */
    REFS
  }

  private final Cause reason;

  /** Makes an exception with a message for the user. */
  public PushException(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Makes an exception with a message for the user and what led to it. */
  public PushException(Cause reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Where the reason lies. */
  public Cause reason() {
    return reason;
  }
}
