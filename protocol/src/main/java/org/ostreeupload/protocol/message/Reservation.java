// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Asks for disk space, in the place of what the same push asked for before. The answer is empty, or
 * a refusal with {@link ErrorCode#NO_SPACE}.
 *
 * @param bytes how much is about to be sent
 */
public record Reservation(@JsonProperty(required = true) long bytes) {
  /** Makes a message. */
  public Reservation {
    if (bytes < 0) {
      throw new IllegalArgumentException("a reservation is of 0 bytes or more");
    }
  }
}
