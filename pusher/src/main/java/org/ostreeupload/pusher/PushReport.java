// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * How a push ended well.
 *
 * @param branches what became of each branch
 * @param objects how many objects were sent
 * @param bytes how many bytes of objects were sent
 * @param requests how many requests were made
 * @param time how long it took
 */
public record PushReport(
    List<Branch> branches, long objects, long bytes, long requests, Duration time) {
  /** Makes a report. */
  public PushReport {
    branches = List.copyOf(branches);
  }

  /**
   * A branch after the push.
   *
   * @param ref the branch
   * @param before where it pointed at the receiver; empty if it is new
   * @param after where it points now; in a dry run, where it would point
   */
  public record Branch(RefName ref, Optional<Checksum> before, Checksum after) {
    /** Says whether the branch moved. */
    public boolean isMoved() {
      return !before.equals(Optional.of(after));
    }
  }
}
