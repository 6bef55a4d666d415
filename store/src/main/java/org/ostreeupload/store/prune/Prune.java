// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.util.function.Consumer;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryLockedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.publish.Recovery;

/**
 * Deletes from a repository, of any mode, what no ref reaches, and of the histories of refs what
 * nobody wants to keep.
 *
 * <p>Kept is the closure of every commit that a branch, a remote's ref or another collection's ref
 * points to, and of those ancestors that a {@link RetentionPolicy} wants, down to the first one
 * that is not there. The oldest commit that is kept of a history goes on naming a parent that is
 * gone, as all readers can bear. Of commits that are marked as partial, what is there of their
 * closure is kept. A deleted commit takes its detached metadata, its mark and the static deltas
 * that lead to it with it, and leaves a tombstone if the repository is configured so. Left alone
 * are files that are no objects, staging, {@code tmp/} and the summary.
 *
 * <p>The exclusive lock of the repository is held from beginning to end, so a run waits for pushes,
 * pulls and commits, of this process and of others, and keeps them waiting. A run that is cut short
 * leaves garbage for the next one, never a commit whose closure has a hole.
 *
 * <p>Memory: about 45 bytes for each object that is kept, about 200 for each commit that is looked
 * at, and the names of what is to be deleted from one of the 256 directories of objects. Safe for
 * many threads; runs follow one another. Source: docs/DESIGN.md, "Prune".
 */
public final class Prune {
  private final Repository repository;
  private final RetentionPolicy policy;

  /** Whether to delete anything. */
  public enum Mode {
    /** Delete what is not kept. */
    DELETE,
    /** Only count what would be deleted. */
    DRY_RUN
  }

  /** Makes a prune of this repository that keeps the whole history of every ref. */
  public Prune(Repository repository) {
    this(repository, RetentionPolicy.KEEP_ALL);
  }

  /** Makes a prune of this repository. */
  public Prune(Repository repository, RetentionPolicy policy) {
    this.repository = repository;
    this.policy = policy;
  }

  /** Runs once, as {@link #run(Mode, Consumer)} does. */
  public PruneResult run(Mode mode) throws IOException {
    return run(mode, _ -> {});
  }

  /**
   * Runs once.
   *
   * @param commits takes each commit that is about to be deleted, or would be, in no order
   * @throws RepositoryLockedException if the repository stayed in use for its lock time-out
   * @throws org.ostreeupload.store.ObjectException if a ref points to a commit that is missing, or
   *     an object that must be kept is damaged, or is missing though its commit is not partial;
   *     nothing was deleted
   * @throws IOException if a file cannot be read or deleted; a part may have been deleted
   */
  public PruneResult run(Mode mode, Consumer<Checksum> commits) throws IOException {
    try (Repository.Exclusive _ = lock()) {
      Reachable reachable = new Reachable(repository, policy);
      reachable.alsoKeep(Recovery.commitsInJournals(repository));
      reachable.walk();
      if (mode == Mode.DELETE) {
        new DeltaSweep(repository, reachable).run();
      }
      return new ObjectSweep(repository, reachable, mode, commits).run();
    }
  }

  private Repository.Exclusive lock() throws IOException {
    try {
      return repository.exclusive();
    } catch (RepositoryLockedException e) {
      RepositoryLockedException explained =
          new RepositoryLockedException(
              "repository was in use for %d s, and nothing was pruned: a receiver with an open push,"
                      .formatted(repository.config().lockTimeout().toSeconds())
                  + " a commit, a pull or another prune has locked "
                  + repository.layout().lock()
                  + ". Try again when it has ended, stop the receiver for the time of the prune, or"
                  + " let core.lock-timeout-secs in the repository's configuration be longer");
      explained.initCause(e);
      throw explained;
    }
  }
}
