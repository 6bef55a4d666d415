// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * Opens a push.
 *
 * @param refs the refs that it shall move
 */
public record OpenPush(@JsonProperty(required = true) List<Wish> refs) {
  /** Makes a message. */
  public OpenPush {
    refs = List.copyOf(refs);
  }

  /**
   * A ref that shall move.
   *
   * @param ref the ref
   * @param target the commit that it shall point to
   * @param detached the SHA-256 of the commit's detached metadata at the pusher; empty if none
   */
  public record Wish(
      @JsonProperty(required = true) RefName ref,
      @JsonProperty(required = true) Checksum target,
      Optional<Checksum> detached) {}
}
