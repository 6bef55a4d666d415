// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.ObjectName;

/**
 * Histories that are cut behind the last commit that is young enough. Clocks go wrong, so a commit
 * that is too old does not end a history by itself. Every commit is read once. Not thread-safe.
 */
final class YoungHistory {
  private final ObjectReader objects;
  private final long start;
  private final ChecksumSet seen = new ChecksumSet();
  private final ChecksumSet kept = new ChecksumSet();

  /** Commits of this second and later ones are young enough. */
  YoungHistory(ObjectReader objects, Instant start) {
    this.objects = objects;
    this.start = start.getEpochSecond();
  }

  /**
   * A commit and its ancestors down to the last that is young enough, but for those that were
   * returned before; none if no commit is.
   *
   * @throws org.ostreeupload.store.ObjectException if an ancestor is damaged
   */
  List<Checksum> of(Checksum head) throws IOException {
    List<Checksum> history = new ArrayList<>();
    int size = 0;
    Optional<Checksum> next = Optional.of(head);
    while (next.isPresent()
        && objects.contains(ObjectName.commit(next.get()))
        && seen.add(next.get())) {
      Commit commit = objects.readCommit(next.get());
      history.add(next.get());
      if (isYoung(commit)) {
        size = history.size();
      }
      next = commit.parent();
    }
    // A young one further down was found on another way to the same commit.
    if (next.isPresent() && kept.contains(next.get())) {
      size = history.size();
    }
    List<Checksum> young = history.subList(0, size);
    young.forEach(kept::add);
    return young;
  }

  /** Times of commits have no sign: what lies before 1970 cannot be told from the far future. */
  private boolean isYoung(Commit commit) {
    return start < 0 || Long.compareUnsigned(commit.timestamp(), start) >= 0;
  }
}
