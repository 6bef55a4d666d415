// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * What became of a ref.
 *
 * @param ref the ref
 * @param outcome a word of docs/PROTOCOL.md, such as {@code moved} or {@code stale}
 * @param before the commit that it pointed to when the receiver looked
 * @param target the commit that it was to point to
 * @param detail why not, for people; empty if it points there
 */
public record RefOutcome(
    @JsonProperty(required = true) RefName ref,
    @JsonProperty(required = true) String outcome,
    Optional<Checksum> before,
    @JsonProperty(required = true) Checksum target,
    @JsonProperty(required = true) String detail) {}
