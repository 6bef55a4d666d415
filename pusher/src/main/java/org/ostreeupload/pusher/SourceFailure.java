// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import org.ostreeupload.store.ObjectException;

/** Carries a failure to read the source out of a request, so that it is not tried again. */
final class SourceFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final IOException failure;

  SourceFailure(IOException failure) {
    super(failure);
    this.failure = failure;
  }

  /** The failure, as something that names the source. */
  IOException failure() {
    return failure instanceof ObjectException
        ? failure
        : new PushException(
            PushException.Cause.SOURCE,
            "the source repository cannot be read: " + failure.getMessage(),
            failure);
  }
}
