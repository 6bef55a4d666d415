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
 * @param compression what to do to send fewer bytes
 */
public record PushRequest(List<RefName> branches, Goal goal, int retries, Compression compression) {
  /** Makes a request. */
  public PushRequest {
    branches = List.copyOf(branches);
    if (retries < 0) {
      throw new IllegalArgumentException("a push is retried 0 times or more often");
    }
  }

  /** Makes a request that leaves the rest as it is without options. */
  public PushRequest(List<RefName> branches, Goal goal) {
    this(branches, goal, 0, Compression.AUTO);
  }

  /** How far a push goes. */
  public enum Goal {
    /** Until the refs have moved. */
    PUBLISH,
    /** Until it is known what would be sent. */
    DRY_RUN
  }
}
