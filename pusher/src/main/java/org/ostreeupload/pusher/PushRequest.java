// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.util.List;
import org.ostreeupload.store.object.RefName;

/**
 * What to push.
 *
 * @param branches the branches of the source repository; empty for all that are no aliases
 * @param goal how far to go
 * @param retries how often to go on after somebody else moved a branch meanwhile
 */
public record PushRequest(List<RefName> branches, Goal goal, int retries) {
  /** Makes a request. */
  public PushRequest {
    branches = List.copyOf(branches);
    if (retries < 0) {
      throw new IllegalArgumentException("a push is retried 0 times or more often");
    }
  }

  /** Makes a request that is not gone on with after somebody else moved a branch. */
  public PushRequest(List<RefName> branches, Goal goal) {
    this(branches, goal, 0);
  }

  /** How far a push goes. */
  public enum Goal {
    /** Until the refs have moved. */
    PUBLISH,
    /** Until it is known what would be sent. */
    DRY_RUN
  }
}
