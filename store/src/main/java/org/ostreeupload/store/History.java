// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * A commit and its ancestors, down to the first one that somebody knows or that is not there.
 *
 * @param commits the commits from the newest, without the known one
 * @param known the ancestor (or the commit itself) at which the walk ended because it is known;
 *     empty if history ended first
 */
public record History(List<Checksum> commits, Optional<Checksum> known) {
  /** Makes a history. */
  public History {
    commits = List.copyOf(commits);
  }

  /** Says which commits are known. */
  @FunctionalInterface
  public interface Known {
    /** Says whether a commit is known. */
    boolean test(Checksum commit) throws IOException;
  }

  /**
   * Walks from a commit to its parents. A parent that is not there ends the walk, as history may be
   * cut short; the commit itself must be there unless it is known.
   *
   * @param isKnown asked for each commit, newest first, before it is read
   * @throws ObjectException if the commit is missing or an ancestor is damaged
   */
  public static History of(ObjectReader objects, Checksum commit, Known isKnown)
      throws IOException {
    List<Checksum> commits = new ArrayList<>();
    Optional<Checksum> next = Optional.of(commit);
    while (next.isPresent()) {
      Checksum current = next.get();
      if (isKnown.test(current)) {
        return new History(commits, next);
      }
      if (!commits.isEmpty() && !objects.contains(ObjectName.commit(current))) {
        break;
      }
      commits.add(current);
      next = objects.readCommit(current).parent();
    }
    return new History(commits, Optional.empty());
  }
}
