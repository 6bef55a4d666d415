// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * Asks to move refs, all or none.
 *
 * @param refs how each shall move
 */
public record Publish(@JsonProperty(required = true) List<Move> refs) {
  /** Makes a message. */
  public Publish {
    refs = List.copyOf(refs);
  }

  /**
   * How a ref shall move.
   *
   * @param ref the ref
   * @param expected the commit that the pusher saw it point to; empty if it saw none
   * @param target the commit that it shall point to
   */
  public record Move(
      @JsonProperty(required = true) RefName ref,
      Optional<Checksum> expected,
      @JsonProperty(required = true) Checksum target) {}
}
