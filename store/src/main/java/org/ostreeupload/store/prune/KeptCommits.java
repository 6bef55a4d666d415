// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.History;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * The commits that are kept: for each ref the one that it points to, and of those before it what
 * its {@link Retention} wants. The order of refs makes no difference. Not thread-safe.
 */
final class KeptCommits {
  private final ObjectReader objects;
  private final ChecksumSet known = new ChecksumSet();
  private final ChecksumSet knownWithAllBefore = new ChecksumSet();
  private final Map<Instant, YoungHistory> young = new HashMap<>();
  private final List<Checksum> commits = new ArrayList<>();

  KeptCommits(ObjectReader objects) {
    this.objects = objects;
  }

  /** All that are kept so far. */
  List<Checksum> commits() {
    return commits;
  }

  /**
   * Keeps a commit and what is wanted of its history, down to the first commit that is not there.
   *
   * @throws ObjectException if the commit is missing, or one that was looked at is damaged
   */
  void keep(Checksum head, Retention retention) throws IOException {
    if (!objects.contains(ObjectName.commit(head))) {
      throw ObjectException.missing(ObjectName.commit(head));
    }
    if (retention.isAll()) {
      add(History.of(objects, head, next -> !knownWithAllBefore.add(next)).commits());
      return;
    }
    add(History.of(objects, head, new Limit(retention.depth().orElse(0))).commits());
    Optional<Instant> start = retention.youngerThan();
    if (start.isPresent()) {
      add(young.computeIfAbsent(start.get(), since -> new YoungHistory(objects, since)).of(head));
    }
  }

  private void add(List<Checksum> history) {
    for (Checksum commit : history) {
      if (known.add(commit)) {
        commits.add(commit);
      }
    }
  }

  /** Ends a history after a commit and so many ancestors of it. */
  private static final class Limit implements History.Known {
    private long left;

    Limit(int depth) {
      this.left = depth + 1L;
    }

    @Override
    public boolean test(Checksum commit) {
      return left-- == 0;
    }
  }
}
