// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.fsck.Damage.Fault;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.fsck.Finding.Need;
import org.ostreeupload.store.fsck.Roots.Root;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.DirTree.DirEntry;
import org.ostreeupload.store.object.DirTree.FileEntry;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Walks closures to find what is missing, each object once over the life of a walk. Unlike {@link
 * Closure} it goes on behind a hole, to find all of them, and remembers what needs what is missing
 * or damaged.
 *
 * <p>Memory: about 45 bytes for each object visited. Not thread-safe.
 */
final class ClosureWalk {
  private final ObjectReader objects;
  private final Damage damage;
  private final Findings findings;
  private final Map<ObjectType, ChecksumSet> seen = new EnumMap<>(ObjectType.class);
  private final Deque<Step> steps = new ArrayDeque<>();

  /** Whether objects of a commit may be missing. */
  enum Holes {
    ARE_ERRORS,
    ARE_ALLOWED
  }

  /** A dirtree to walk, and how deep it lies. */
  private record Step(Checksum tree, int depth) {}

  ClosureWalk(ObjectReader objects, Damage damage, Findings findings) {
    this.objects = objects;
    this.damage = damage;
    this.findings = findings;
    for (ObjectType type : ObjectType.values()) {
      seen.put(type, new ChecksumSet());
    }
  }

  void walk(Root root, Holes holes) throws IOException {
    boolean gone =
        root.need().ref().isEmpty() && !objects.contains(ObjectName.commit(root.commit()));
    // A commit that no ref reaches may be deleted any time.
    if (gone || !visit(ObjectName.commit(root.commit()), root.need(), holes)) {
      return;
    }
    Optional<Commit> commit = readCommit(root.commit());
    if (commit.isEmpty()) {
      return;
    }
    Need need = root.need().by(root.commit());
    visit(ObjectName.dirMeta(commit.get().meta()), need, holes);
    descend(root, commit.get().tree(), 0, need, holes);
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      DirTree tree = readDirTree(step.tree);
      for (FileEntry file : tree.files()) {
        visit(ObjectName.file(file.file()), need, holes);
      }
      for (DirEntry dir : tree.dirs()) {
        visit(ObjectName.dirMeta(dir.meta()), need, holes);
        descend(root, dir.tree(), step.depth + 1, need, holes);
      }
    }
  }

  private void descend(Root root, Checksum tree, int depth, Need need, Holes holes)
      throws IOException {
    if (depth > Closure.MAX_DEPTH) {
      findings.add(
          Finding.of(
              Kind.MALFORMED,
              ObjectName.commit(root.commit()),
              "nests directories more than " + Closure.MAX_DEPTH + " deep"));
      return;
    }
    if (visit(ObjectName.dirTree(tree), need, holes)) {
      steps.push(new Step(tree, depth));
    }
  }

  /** Says whether to go on to what an object refers to. */
  private boolean visit(ObjectName name, Need need, Holes holes) throws IOException {
    ChecksumSet known = seen.get(name.type());
    if (known == null || !known.add(name.checksum()) || damage.isBad(name, need)) {
      return false;
    }
    boolean there = objects.contains(name);
    if (!there && holes == Holes.ARE_ERRORS) {
      damage.addMissing(name, need);
    }
    return there;
  }

  private Optional<Commit> readCommit(Checksum commit) throws IOException {
    try {
      return Optional.of(objects.readCommit(commit));
    } catch (ObjectException e) {
      lost(e);
      return Optional.empty();
    }
  }

  private DirTree readDirTree(Checksum tree) throws IOException {
    try {
      return objects.readDirTree(tree);
    } catch (ObjectException e) {
      lost(e);
      return new DirTree(List.of(), List.of());
    }
  }

  /** Takes note of an object that was sound, or not there, when all were read. */
  private void lost(ObjectException e) {
    damage.add(
        e.object(),
        e.fault() == ObjectException.Fault.MISSING
            ? Fault.MISSING
            : new Fault(Kind.DAMAGED, FileCheck.reason(e)));
  }
}
