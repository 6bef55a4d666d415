// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.util.List;
import java.util.Optional;
import org.ostreeupload.pusher.PushReport;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * What {@code push --json} prints.
 *
 * @param refs what became of each branch
 * @param objects how many objects were sent
 * @param bytes how many bytes of objects were sent
 * @param requests how many requests were made
 * @param seconds how long it took
 */
record JsonReport(List<Ref> refs, long objects, long bytes, long requests, double seconds) {
  /** A branch: where it pointed at the receiver, where it points now, and whether it moved. */
  record Ref(RefName ref, Optional<Checksum> before, Checksum after, boolean moved) {}

  static JsonReport of(PushReport report) {
    return new JsonReport(
        report.branches().stream()
            .map(branch -> new Ref(branch.ref(), branch.before(), branch.after(), branch.isMoved()))
            .toList(),
        report.objects(),
        report.bytes(),
        report.requests(),
        report.time().toMillis() / 1000.0);
  }
}
