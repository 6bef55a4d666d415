// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** A commit and its ancestors, read once and only as far as anybody asks. Not thread-safe. */
final class Ancestry {
  private final ObjectReader objects;
  private final ChecksumSet walked = new ChecksumSet();
  private Optional<Checksum> next;

  Ancestry(ObjectReader objects, Checksum commit) {
    this.objects = objects;
    this.next = Optional.of(commit);
  }

  /**
   * Says whether a commit is among them.
   *
   * @throws org.ostreeupload.store.ObjectException if one before it is damaged
   */
  boolean contains(Checksum commit) throws IOException {
    while (!walked.contains(commit) && next.isPresent()) {
      Checksum current = next.get();
      boolean isThere = objects.contains(ObjectName.commit(current));
      next = isThere ? objects.readCommit(current).parent() : Optional.empty();
      walked.add(current);
    }
    return walked.contains(commit);
  }
}
