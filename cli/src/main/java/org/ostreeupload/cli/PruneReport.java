// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.util.List;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.prune.PruneResult;

/**
 * What {@code prune --json} prints.
 *
 * @param repo the repository
 * @param dryRun whether nothing was deleted, on demand
 * @param objects how many objects there were
 * @param deleted how many of them were deleted; in a dry run, how many would be
 * @param bytesFreed the sizes of their files in bytes
 * @param commits the commits among them, sorted
 */
record PruneReport(
    String repo,
    boolean dryRun,
    long objects,
    long deleted,
    long bytesFreed,
    List<Checksum> commits) {
  static PruneReport of(String repo, boolean dryRun, PruneResult result, List<Checksum> commits) {
    return new PruneReport(
        repo, dryRun, result.objects(), result.deleted(), result.bytesFreed(), commits);
  }
}
