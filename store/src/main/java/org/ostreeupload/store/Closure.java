// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.DirTree.DirEntry;
import org.ostreeupload.store.object.DirTree.FileEntry;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Walks the closure of commits: every object that they reach, each once over the life of a walk.
 *
 * <p>A walk against a base, a commit whose closure is known to be whole, leaves out what the base
 * has at the same path, and so costs what differs. Parents are not followed. Memory: about 45 bytes
 * for each object visited, and the entries of the directories on one path. Not thread-safe.
 */
public final class Closure {
  /** The deepest nesting of directories that is followed; no path can be longer. */
  public static final int MAX_DEPTH = 2048;

  private final ObjectReader objects;
  private final Visitor visitor;
  private final Map<ObjectType, ChecksumSet> seen = new EnumMap<>(ObjectType.class);
  private final Deque<Step> steps = new ArrayDeque<>();

  /** Takes the objects of a walk. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes an object; what refers to it came before it.
     *
     * @return whether to go on to what a commit or dirtree refers to
     */
    boolean visit(ObjectName name) throws IOException;

    /**
     * Takes a content object in whose place the base has another one.
     *
     * @param earlier the checksum of that one
     */
    default void visitChanged(ObjectName name, Checksum earlier) throws IOException {
      var _ = visit(name);
    }
  }

  /** A dirtree to walk, what the base has in its place, and how deep both lie. */
  private record Step(Checksum tree, Optional<Checksum> base, int depth) {}

  /** Makes a walk over objects of this reader. */
  public Closure(ObjectReader objects, Visitor visitor) {
    this.objects = objects;
    this.visitor = visitor;
    for (ObjectType type : ObjectType.values()) {
      seen.put(type, new ChecksumSet());
    }
  }

  /**
   * Walks a commit.
   *
   * @param base a commit whose closure need not be visited
   * @throws ObjectException if a commit or dirtree that the visitor wants to go on from is missing
   *     or damaged
   */
  public void walk(Checksum checksum, Optional<Checksum> base) throws IOException {
    if (!visit(ObjectName.commit(checksum))) {
      return;
    }
    Commit commit = objects.readCommit(checksum);
    Optional<Commit> baseCommit = Optional.empty();
    if (base.isPresent() && objects.contains(ObjectName.commit(base.get()))) {
      baseCommit = Optional.of(objects.readCommit(base.get()));
    }
    if (baseCommit.isEmpty() || !baseCommit.get().meta().equals(commit.meta())) {
      visit(ObjectName.dirMeta(commit.meta()));
    }
    descend(commit.tree(), baseCommit.map(Commit::tree), 0);
    while (!steps.isEmpty()) {
      walk(steps.pop());
    }
  }

  private boolean visit(ObjectName name) throws IOException {
    ChecksumSet known = seen.get(name.type());
    return known != null && known.add(name.checksum()) && visitor.visit(name);
  }

  private void visitFile(Checksum file, DirTree.@Nullable Entry before) throws IOException {
    ObjectName name = ObjectName.file(file);
    if (!(before instanceof FileEntry entry)) {
      visit(name);
    } else if (requireNonNull(seen.get(ObjectType.FILE)).add(file)) {
      visitor.visitChanged(name, entry.file());
    }
  }

  /** Says whether an object was visited, by any walk so far. */
  public boolean hasVisited(ObjectName name) {
    ChecksumSet known = seen.get(name.type());
    return known != null && known.contains(name.checksum());
  }

  private void descend(Checksum tree, Optional<Checksum> base, int depth) throws IOException {
    if (base.isPresent() && base.get().equals(tree)) {
      return;
    }
    if (depth > MAX_DEPTH) {
      throw ObjectException.damaged(
          ObjectName.dirTree(tree), "it lies more than " + MAX_DEPTH + " directories deep");
    }
    if (visit(ObjectName.dirTree(tree))) {
      steps.push(new Step(tree, base, depth));
    }
  }

  private void walk(Step step) throws IOException {
    DirTree tree = objects.readDirTree(step.tree);
    Map<String, DirTree.Entry> base = entries(step.base);
    for (FileEntry file : tree.files()) {
      if (!file.equals(base.get(file.name()))) {
        visitFile(file.file(), base.get(file.name()));
      }
    }
    for (DirEntry dir : tree.dirs()) {
      Optional<DirEntry> before =
          base.get(dir.name()) instanceof DirEntry entry ? Optional.of(entry) : Optional.empty();
      if (!before.map(DirEntry::meta).equals(Optional.of(dir.meta()))) {
        visit(ObjectName.dirMeta(dir.meta()));
      }
      descend(dir.tree(), before.map(DirEntry::tree), step.depth + 1);
    }
  }

  /** What a base has in a directory; nothing if it has a hole there, and then saves nothing. */
  private Map<String, DirTree.Entry> entries(Optional<Checksum> base) throws IOException {
    if (base.isEmpty() || !objects.contains(ObjectName.dirTree(base.get()))) {
      return Map.of();
    }
    DirTree tree = objects.readDirTree(base.get());
    Map<String, DirTree.Entry> entries = new HashMap<>();
    tree.files().forEach(entry -> entries.put(entry.name(), entry));
    tree.dirs().forEach(entry -> entries.put(entry.name(), entry));
    return entries;
  }
}
