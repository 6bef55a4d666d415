// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much of the history of a ref is kept. The commit that the ref points to always is; what
 * either of the two limits keeps is kept; without any limit all of it is.
 *
 * <p>What is kept is whole down to its oldest commit: a commit that is too old stays if one before
 * it is young enough.
 *
 * @param depth how many ancestors are kept
 * @param youngerThan commits are kept that say to be made in that second or later
 */
public record Retention(OptionalInt depth, Optional<Instant> youngerThan) {
  /** Keeps the whole history. */
  public static final Retention ALL = new Retention(OptionalInt.empty(), Optional.empty());

  /** Makes a retention. */
  public Retention {
    if (depth.isPresent() && depth.getAsInt() < 0) {
      throw new IllegalArgumentException("depth " + depth.getAsInt());
    }
  }

  /** Says whether the whole history is kept. */
  boolean isAll() {
    return depth.isEmpty() && youngerThan.isEmpty();
  }
}
