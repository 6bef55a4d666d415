// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/**
 * The answer to {@link OpenPush}.
 *
 * @param id the push, for the paths of all that follows: 1 to 200 letters, digits and {@code ._~-},
 *     the first no dot; empty if there is nothing to do
 * @param idleSeconds how long the push, and with it every answer about objects, holds between two
 *     requests
 * @param refs where the refs point now
 * @param wanted objects that the repository should have and has not, or has damaged, whatever they
 *     belong to: a pusher that has one does well to send it
 * @param forms the forms of content objects that the receiver takes, as words; empty if it does not
 *     tell, and then takes those of the first version
 * @param limits how much the receiver takes at once
 */
public record OpenedPush(
    Optional<String> id,
    long idleSeconds,
    @JsonProperty(required = true) List<Head> refs,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<ObjectName> wanted,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> forms,
    @JsonProperty(required = true) Limits limits) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}");

  /** Makes a message. */
  public OpenedPush {
    if (id.isPresent() && !ID.matcher(id.get()).matches()) {
      throw new IllegalArgumentException("the id of a push cannot stand in a path");
    }
    refs = List.copyOf(refs);
    wanted = List.copyOf(wanted);
    forms = List.copyOf(forms);
  }

  /**
   * Where a ref points.
   *
   * @param ref the ref
   * @param head the commit; empty if there is no such ref yet
   */
  public record Head(@JsonProperty(required = true) RefName ref, Optional<Checksum> head) {}
}
