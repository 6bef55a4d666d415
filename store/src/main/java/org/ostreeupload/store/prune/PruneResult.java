// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

/**
 * What a prune found in {@code objects/}. Detached metadata and static deltas are not counted.
 *
 * @param objects how many objects there were
 * @param deleted how many of them were deleted, or would have been
 * @param bytesFreed the sizes of their files in bytes
 */
public record PruneResult(long objects, long deleted, long bytesFreed) {
  /** Makes a result. */
  public PruneResult {
    if (deleted < 0 || deleted > objects || bytesFreed < 0) {
      throw new IllegalArgumentException(
          deleted + " of " + objects + " objects, " + bytesFreed + " bytes");
    }
  }
}
