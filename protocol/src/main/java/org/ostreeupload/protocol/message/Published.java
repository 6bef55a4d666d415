// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * All refs are where they were wanted.
 *
 * @param refs what became of each
 */
public record Published(@JsonProperty(required = true) List<RefOutcome> refs) {
  /** Makes a message. */
  public Published {
    refs = List.copyOf(refs);
  }
}
