// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * The answer to {@link OpenPush}.
 *
 * @param id the push, for the paths of all that follows; empty if there is nothing to do
 * @param idleSeconds how long the push, and with it every answer about objects, holds between two
 *     requests
 * @param refs where the refs point now
 * @param limits how much the receiver takes at once
 */
public record OpenedPush(
    Optional<String> id,
    long idleSeconds,
    @JsonProperty(required = true) List<Head> refs,
    @JsonProperty(required = true) Limits limits) {
  /** Makes a message. */
  public OpenedPush {
    refs = List.copyOf(refs);
  }

  /**
   * Where a ref points.
   *
   * @param ref the ref
   * @param head the commit; empty if there is no such ref yet
   */
  public record Head(@JsonProperty(required = true) RefName ref, Optional<Checksum> head) {}
}
