// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.ObjectName;

/**
 * A refusal, as problem details (RFC 9457). Source: docs/PROTOCOL.md, "Errors".
 *
 * @param code why, for programs
 * @param detail why, for people: names the thing concerned and what to do; never a secret
 * @param object the object concerned
 * @param refs what keeps refs from moving, if that is the problem
 * @param missing objects to send, if that is the problem
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    @JsonProperty(required = true) ErrorCode code,
    @JsonProperty(required = true) @JsonInclude(JsonInclude.Include.ALWAYS) String detail,
    Optional<ObjectName> object,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<RefOutcome> refs,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<ObjectName> missing) {
  /** Makes a problem. */
  public Problem {
    refs = List.copyOf(refs);
    missing = List.copyOf(missing);
  }

  /** Makes a problem that concerns no object and no ref. */
  public static Problem of(ErrorCode code, String detail) {
    return new Problem(code, detail, Optional.empty(), List.of(), List.of());
  }

  /** The HTTP status. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public int status() {
    return code.status();
  }

  /** A sentence that is the same for all problems of a code. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public String title() {
    return code.word().replace('-', ' ');
  }

  /** Whether the same request can succeed later. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public boolean retryable() {
    return code.isRetryable();
  }
}
