// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;

/** A repository that cannot be opened or used as it is; the message names it and says why. */
public class RepositoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception with a message for the user. */
  public RepositoryException(String message) {
    super(message);
  }

  /** Makes an exception with a message for the user and what led to it. */
  public RepositoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
