// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import org.ostreeupload.store.Repository;

/**
 * Deletes from a repository, of any mode, what no ref reaches.
 *
 * <p>Kept is the closure of every commit that a branch, a remote's ref or another collection's ref
 * points to, and of all its ancestors, down to the first one that is not there. Of commits that are
 * marked as partial, what is there of their closure is kept. A deleted commit takes its detached
 * metadata, its mark and the static deltas to it with it, and leaves a tombstone if the repository
 * is configured so. Left alone are files that are no objects, staging, {@code tmp/} and the
 * summary.
 *
 * <p>The exclusive lock of the repository is held from beginning to end, so a run waits for pushes,
 * pulls and commits, of this process and of others, and keeps them waiting. A run that is cut short
 * leaves garbage for the next one, never a commit whose closure has a hole.
 *
 * <p>Memory: about 45 bytes for each object that is kept, and the names of what is to be deleted
 * from one of the 256 directories of objects. Safe for many threads; runs follow one another.
 * Source: docs/DESIGN.md, "Prune".
 */
public final class Prune {
  private final Repository repository;

  /** Whether to delete anything. */
  public enum Mode {
    /** Delete what is not reached. */
    DELETE,
    /** Only count what would be deleted. */
    DRY_RUN
  }

  /** Makes a prune of this repository. */
  public Prune(Repository repository) {
    this.repository = repository;
  }

  /**
   * Runs once.
   *
   * @throws org.ostreeupload.store.RepositoryLockedException if the repository stayed in use for
   *     its lock time-out
   * @throws org.ostreeupload.store.ObjectException if a ref points to a commit that is missing, or
   *     an object that must be kept is damaged, or is missing though its commit is not partial;
   *     nothing was deleted
   * @throws IOException if a file cannot be read or deleted; a part may have been deleted
   */
  public PruneResult run(Mode mode) throws IOException {
    try (Repository.Exclusive _ = repository.exclusive()) {
      Reachable reachable = Reachable.of(repository);
      PruneResult result = new ObjectSweep(repository, reachable, mode).run();
      if (mode == Mode.DELETE) {
        new DeltaSweep(repository).run();
      }
      return result;
    }
  }
}
