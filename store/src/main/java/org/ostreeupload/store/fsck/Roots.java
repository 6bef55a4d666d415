// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.CommitMarks;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.fsck.Finding.Need;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * The commits from which everything is reached: those of refs with their ancestors, down to where
 * history ends, then all others that are there.
 *
 * @param whole those whose closure must be there, in this order
 * @param partial those that may have holes
 */
record Roots(List<Root> whole, List<Root> partial) {
  /** A commit and what needs it. */
  record Root(Checksum commit, Need need) {}

  /** Finds them. Not thread-safe. */
  static final class Finder {
    private final ObjectReader objects;
    private final CommitMarks marks;
    private final Damage damage;
    private final Roots roots = new Roots(new ArrayList<>(), new ArrayList<>());
    private final ChecksumSet seen = new ChecksumSet();

    Finder(ObjectReader objects, CommitMarks marks, Damage damage) {
      this.objects = objects;
      this.marks = marks;
      this.damage = damage;
    }

    Roots find(Map<String, Checksum> refs, List<Checksum> commits) throws IOException {
      for (Map.Entry<String, Checksum> ref : refs.entrySet()) {
        Need need = Need.ofRef(ref.getKey());
        add(ref.getValue(), need);
        addAncestors(ref.getValue(), need);
      }
      for (Checksum commit : commits) {
        add(commit, new Need(Optional.empty(), Optional.empty()));
      }
      return roots;
    }

    private boolean add(Checksum commit, Need need) throws IOException {
      boolean added = seen.add(commit);
      if (added) {
        boolean partial =
            marks.partial().contains(commit) && objects.contains(ObjectName.commit(commit));
        (partial ? roots.partial : roots.whole).add(new Root(commit, need));
      }
      return added;
    }

    private void addAncestors(Checksum commit, Need need) throws IOException {
      Optional<Checksum> next = parent(commit);
      while (next.isPresent()
          && objects.contains(ObjectName.commit(next.get()))
          && add(next.get(), need)) {
        next = parent(next.get());
      }
    }

    /** The parent of a commit; none if it cannot be read, which is found elsewhere. */
    private Optional<Checksum> parent(Checksum commit) throws IOException {
      if (damage.isBad(ObjectName.commit(commit))) {
        return Optional.empty();
      }
      try {
        return objects.readCommit(commit).parent();
      } catch (ObjectException e) {
        return Optional.empty();
      }
    }
  }
}
