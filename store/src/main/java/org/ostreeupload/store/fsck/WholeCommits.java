// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.util.stream.Stream;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.ObjectName;

/**
 * Tells which commits reach nothing that is missing or damaged, after a walk has found all that is.
 * Each dirtree is read once, however many commits share it. Not thread-safe.
 */
final class WholeCommits {
  private final Repository repository;
  private final Damage damage;
  private final ChecksumSet whole = new ChecksumSet();
  private final ChecksumSet broken = new ChecksumSet();

  WholeCommits(Repository repository, Damage damage) {
    this.repository = repository;
    this.damage = damage;
  }

  boolean isWhole(Checksum checksum) throws IOException {
    if (!isGood(ObjectName.commit(checksum))) {
      return false;
    }
    try {
      Commit commit = repository.objects().readCommit(checksum);
      return isGood(ObjectName.dirMeta(commit.meta())) && isWholeTree(commit.tree(), 0);
    } catch (ObjectException e) {
      return false; // it was sound when it was read first, and is not now
    }
  }

  private boolean isWholeTree(Checksum tree, int depth) throws IOException {
    if (whole.contains(tree)) {
      return true;
    }
    boolean good =
        depth <= Closure.MAX_DEPTH
            && !broken.contains(tree)
            && isGood(ObjectName.dirTree(tree))
            && isWholeBelow(repository.objects().readDirTree(tree), depth);
    (good ? whole : broken).add(tree);
    return good;
  }

  private boolean isWholeBelow(DirTree tree, int depth) throws IOException {
    Stream<ObjectName> leaves =
        Stream.concat(
            tree.files().stream().map(file -> ObjectName.file(file.file())),
            tree.dirs().stream().map(dir -> ObjectName.dirMeta(dir.meta())));
    if (!leaves.allMatch(this::isGood)) {
      return false;
    }
    for (DirTree.DirEntry dir : tree.dirs()) {
      if (!isWholeTree(dir.tree(), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean isGood(ObjectName name) {
    return !damage.isBad(name) && repository.objects().contains(name);
  }
}
