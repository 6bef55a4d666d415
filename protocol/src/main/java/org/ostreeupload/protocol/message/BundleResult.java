// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.ObjectName;

/**
 * What became of a bundle.
 *
 * @param stored how many objects were checked and stored
 * @param present how many were there already
 * @param rate how fast the bundle came in, in bytes a second, if that was asked for
 * @param refused the objects that are not what their names say; the rest is stored all the same
 */
public record BundleResult(
    int stored,
    int present,
    Optional<Long> rate,
    @JsonProperty(required = true) List<Refusal> refused) {
  /** Makes a message. */
  public BundleResult {
    refused = List.copyOf(refused);
  }

  /**
   * An object that was refused.
   *
   * @param object its name
   * @param detail why, for people
   */
  public record Refusal(
      @JsonProperty(required = true) ObjectName object,
      @JsonProperty(required = true) String detail) {}
}
