// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * What a receiver can do.
 *
 * @param version the version of the program
 * @param protocols the versions of the push protocol that it speaks
 * @param forms the forms of content objects that it takes
 * @param mode the mode of its repository
 * @param collectionId the collection of its repository
 * @param limits how much it takes at once
 */
public record Capabilities(
    @JsonProperty(required = true) String version,
    @JsonProperty(required = true) List<Integer> protocols,
    @JsonProperty(required = true) List<String> forms,
    @JsonProperty(required = true) String mode,
    Optional<String> collectionId,
    @JsonProperty(required = true) Limits limits) {
  /** Makes a message. */
  public Capabilities {
    protocols = List.copyOf(protocols);
    forms = List.copyOf(forms);
  }
}
