// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;

/** A command line or a configuration file that cannot be meant; the message says what is wrong. */
final class UsageException extends IOException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
