// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.History;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Finds what is missing from the closure of commits.
 *
 * <p>Only a commit that a branch of the repository points to, and that is not marked as partial, is
 * trusted to be whole; everything else is looked at, object by object, but for subtrees that a
 * trusted or checked parent has in the same place.
 */
final class ClosureCheck {
  /** How many missing objects are reported at most; more are found by the next check. */
  static final int MAX_REPORTED = 10_000;

  private final Repository repository;
  private final ObjectReader objects;
  private final SoundObjects published;
  private final List<ObjectName> missing = new ArrayList<>();
  private final List<Checksum> checked = new ArrayList<>();
  private final Closure closure;
  private final ChecksumSet heads = new ChecksumSet();

  ClosureCheck(Repository repository, ObjectReader objects) throws IOException {
    this.repository = repository;
    this.objects = objects;
    this.published = new SoundObjects(repository);
    this.closure = new Closure(objects, this::visit);
    for (Checksum head : repository.refs().heads().values()) {
      if (isUnmarked(head)) {
        heads.add(head);
      }
    }
  }

  /** Checks a commit and those of its ancestors that are there and not trusted. */
  void check(Checksum commit) throws IOException {
    if (!objects.contains(ObjectName.commit(commit))) {
      missing.add(ObjectName.commit(commit));
      return;
    }
    try {
      walk(commit);
    } catch (ObjectException e) {
      // Damaged, and so as good as missing: whoever pushes may have it.
      missing.add(e.object());
    }
  }

  private void walk(Checksum commit) throws IOException {
    History history = History.of(objects, commit, heads::contains);
    Optional<Checksum> base = history.known();
    for (Checksum next : history.commits().reversed()) {
      closure.walk(next, base);
      checked.add(next);
      base = Optional.of(next);
      if (missing.size() >= MAX_REPORTED) {
        return;
      }
    }
  }

  private boolean visit(ObjectName name) throws IOException {
    if (missing.size() >= MAX_REPORTED) {
      return false;
    }
    if (objects.contains(name)) {
      return true;
    }
    missing.add(name);
    return false;
  }

  private boolean isUnmarked(Checksum commit) throws IOException {
    return published.contains(ObjectName.commit(commit)) && !repository.isPartial(commit);
  }

  /** What was found missing, each once, content last. */
  List<ObjectName> missing() {
    return missing.stream()
        .sorted((x, y) -> Boolean.compare(x.type() == ObjectType.FILE, y.type() == ObjectType.FILE))
        .toList();
  }

  /** The commits whose closure was looked at. */
  List<Checksum> checked() {
    return checked;
  }
}
