// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.ostreeupload.store.prune.Retention;

/**
 * How much of a history the user wants to keep, as it was written. What either limit keeps is kept.
 *
 * @param depth how many ancestors, at least {@value #ALL}, which is all of them
 * @param youngerThan how old a commit may be
 */
record PruneLimits(Optional<Integer> depth, Optional<Age> youngerThan) {
  private static final int ALL = -1;

  /**
   * Makes limits of what was written.
   *
   * @param prefix what stands before the names of the limits, for messages
   * @throws IllegalArgumentException if one of them cannot be meant
   */
  static PruneLimits parse(String prefix, Optional<Integer> depth, Optional<String> youngerThan) {
    if (depth.isPresent() && depth.get() < ALL) {
      throw new IllegalArgumentException(
          prefix + "depth: a number of ancestors, or -1 for all, not " + depth.get());
    }
    try {
      return new PruneLimits(depth, youngerThan.map(Age::parse));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(prefix + "keep-younger-than: " + e.getMessage(), e);
    }
  }

  /** Says whether there is no limit. */
  boolean isEmpty() {
    return depth.isEmpty() && youngerThan.isEmpty();
  }

  /**
   * What is kept, seen from now.
   *
   * @throws UsageException if it is what will be made in the future
   */
  Retention retention(Instant now) throws UsageException {
    Optional<Instant> start = youngerThan.map(age -> age.start(now));
    if (start.isPresent() && start.get().isAfter(now)) {
      throw new UsageException(
          "keep-younger-than: "
              + start.get()
              + " is still to come, so nothing is younger; 'depth' 0 keeps the heads alone");
    }
    return depth.equals(Optional.of(ALL))
        ? Retention.ALL
        : new Retention(depth.map(OptionalInt::of).orElse(OptionalInt.empty()), start);
  }
}
