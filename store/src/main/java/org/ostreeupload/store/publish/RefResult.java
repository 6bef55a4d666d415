// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.util.Optional;
import org.ostreeupload.store.object.Checksum;

/**
 * What became of one {@link RefUpdate}.
 *
 * @param update what was wished
 * @param outcome what happened
 * @param before the commit that the branch pointed to when it was looked at
 * @param detail why not, for people; empty when the wish was fulfilled
 */
public record RefResult(
    RefUpdate update, Outcome outcome, Optional<Checksum> before, String detail) {
  /** Everything that can become of an update. */
  public enum Outcome {
    /** The branch points to the target now. */
    MOVED,
    /** The branch pointed to the target already. */
    UNCHANGED,
    /** The branch may move, but did not because another one of the same publish may not. */
    HELD_BACK,
    /** The branch points to another commit than was expected: somebody else moved it. */
    STALE,
    /** The target does not descend from the commit that the branch points to. */
    NOT_FAST_FORWARD,
    /** The commit says that it belongs to other branches or to another collection. */
    NOT_BOUND,
    /** The name cannot be used beside another one, or is an alias. */
    NAME_CONFLICT;

    /** Says whether this outcome keeps the whole publish from happening. */
    public boolean isRefusal() {
      return switch (this) {
        case MOVED, UNCHANGED, HELD_BACK -> false;
        case STALE, NOT_FAST_FORWARD, NOT_BOUND, NAME_CONFLICT -> true;
      };
    }
  }
}
