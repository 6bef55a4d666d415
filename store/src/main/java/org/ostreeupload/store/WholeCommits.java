// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.ObjectName;

/**
 * Tells which commits reach nothing but what somebody says is there and sound. Parents are not
 * followed. Each dirtree is read once, however many commits share it. Not thread-safe.
 */
public final class WholeCommits {
  private final ObjectReader objects;
  private final Sound sound;
  private final ChecksumSet whole = new ChecksumSet();
  private final ChecksumSet broken = new ChecksumSet();

  /** Says which objects are there and sound. */
  @FunctionalInterface
  public interface Sound {
    /** Says whether an object is. */
    boolean test(ObjectName name) throws IOException;
  }

  /** A dirtree on the path, and what is left to look at of the directories in it. */
  private record Step(Checksum tree, Iterator<DirTree.DirEntry> below) {}

  /** Looks at commits of this reader. */
  public WholeCommits(ObjectReader objects, Sound sound) {
    this.objects = objects;
    this.sound = sound;
  }

  /** Says whether a commit is whole. */
  public boolean isWhole(Checksum checksum) throws IOException {
    if (!sound.test(ObjectName.commit(checksum))) {
      return false;
    }
    try {
      Commit commit = objects.readCommit(checksum);
      return sound.test(ObjectName.dirMeta(commit.meta())) && isWholeTree(commit.tree());
    } catch (ObjectException e) {
      return false; // it was called sound, and is not
    }
  }

  /** Goes depth first; all those on the path are broken if one is. */
  private boolean isWholeTree(Checksum root) throws IOException {
    Deque<Step> path = new ArrayDeque<>();
    boolean good = enter(root, path);
    while (good && !path.isEmpty()) {
      Step step = path.element();
      if (step.below.hasNext()) {
        good = enter(step.below.next().tree(), path);
      } else {
        whole.add(path.remove().tree);
      }
    }
    path.forEach(step -> broken.add(step.tree));
    return good;
  }

  /** Begins a dirtree that is not known to be whole; says whether all that it names is sound. */
  private boolean enter(Checksum checksum, Deque<Step> path) throws IOException {
    if (whole.contains(checksum)) {
      return true;
    }
    if (path.size() > Closure.MAX_DEPTH
        || broken.contains(checksum)
        || !sound.test(ObjectName.dirTree(checksum))) {
      return false;
    }
    DirTree tree = objects.readDirTree(checksum);
    path.push(new Step(checksum, tree.dirs().iterator()));
    for (DirTree.FileEntry file : tree.files()) {
      if (!sound.test(ObjectName.file(file.file()))) {
        return false;
      }
    }
    for (DirTree.DirEntry dir : tree.dirs()) {
      if (!sound.test(ObjectName.dirMeta(dir.meta()))) {
        return false;
      }
    }
    return true;
  }
}
