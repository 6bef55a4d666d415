// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Gathers findings: the first {@link Damage#MAX} in their order are kept, the others are counted.
 * Thread-safe.
 */
final class Findings {
  // Guarded by this.
  private final NavigableSet<Finding> kept = new TreeSet<>();
  private long omitted;
  private long omittedErrors;

  synchronized void add(Finding finding) {
    if (kept.add(finding) && kept.size() > Damage.MAX) {
      omitted++;
      if (kept.removeLast().isOpenError()) {
        omittedErrors++;
      }
    }
  }

  synchronized void addAll(Collection<Finding> findings) {
    findings.forEach(this::add);
  }

  synchronized List<Finding> list() {
    return List.copyOf(kept);
  }

  synchronized long omitted() {
    return omitted;
  }

  synchronized long omittedErrors() {
    return omittedErrors;
  }
}
