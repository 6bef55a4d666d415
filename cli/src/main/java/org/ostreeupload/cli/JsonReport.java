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
 * @param dryRun whether nothing was sent and moved, on demand
 * @param objects how many objects were sent; in a dry run, how many would be
 * @param bytes how many bytes of objects were sent; in a dry run, how many would be
 * @param requests how many requests were made
 * @param seconds how long it took
 */
record JsonReport(
    List<Ref> refs, boolean dryRun, long objects, long bytes, long requests, double seconds) {
  /**
   * A branch: where it pointed at the receiver, where it points now (in a dry run, where it would),
   * and whether it moved.
   */
  record Ref(RefName ref, Optional<Checksum> before, Checksum after, boolean moved) {}

  static JsonReport of(PushReport report) {
    return new JsonReport(
        refs(report, true),
        false,
        report.objects(),
        report.bytes(),
        report.requests(),
        seconds(report));
  }

  static JsonReport ofDryRun(PushReport report, long objects, long bytes) {
    return new JsonReport(
        refs(report, false), true, objects, bytes, report.requests(), seconds(report));
  }

  private static List<Ref> refs(PushReport report, boolean published) {
    return report.branches().stream()
        .map(
            branch ->
                new Ref(
                    branch.ref(), branch.before(), branch.after(), published && branch.isMoved()))
        .toList();
  }

  private static double seconds(PushReport report) {
    return report.time().toMillis() / 1000.0;
  }
}
