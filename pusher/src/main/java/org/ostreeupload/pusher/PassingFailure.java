// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.time.Duration;

/** A request that failed in a way that can pass, so that it is worth making again. */
final class PassingFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final Patience.Kind kind;
  private final String reason;
  private final IOException failure;
  private final Duration retryAfter;

  /**
   * Makes a failure.
   *
   * @param reason why, in few words
   * @param failure what it comes to if it does not pass
   * @param retryAfter how long the receiver wants to be left alone
   */
  PassingFailure(Patience.Kind kind, String reason, IOException failure, Duration retryAfter) {
    super(reason, failure);
    this.kind = kind;
    this.reason = reason;
    this.failure = failure;
    this.retryAfter = retryAfter;
  }

  Patience.Kind kind() {
    return kind;
  }

  String reason() {
    return reason;
  }

  IOException failure() {
    return failure;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
