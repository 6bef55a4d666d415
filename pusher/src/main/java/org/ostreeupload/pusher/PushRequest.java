// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.util.List;
import org.ostreeupload.store.object.RefName;

/**
 * What to push.
 *
 * @param branches the branches of the source repository; empty for all that are no aliases
 * @param goal how far to go
 */
public record PushRequest(List<RefName> branches, Goal goal) {
  /** Makes a request. */
  public PushRequest {
    branches = List.copyOf(branches);
  }

  /** How far a push goes. */
  public enum Goal {
    /** Until the refs have moved. */
    PUBLISH,
    /** Until it is known what would be sent. */
    DRY_RUN
  }
}
