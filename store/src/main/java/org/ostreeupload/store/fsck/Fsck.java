// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ostreeupload.store.Repository;

/**
 * Checks a repository, of any mode, and repairs it from others.
 *
 * <p>Every object is read and compared with its name and the rules of its type. Then everything is
 * looked for that the commits reach: those of refs, their ancestors, and all others that are there.
 * What is damaged or missing becomes {@linkplain Repository#wanted wanted}, and what is wanted and
 * sound is not wanted any more. Nothing is deleted but the marks of {@code ostree fsck} on commits
 * that are whole.
 *
 * <p>A share of the repository's lock is held from beginning to end. Pushes go on meanwhile; what
 * they bring is not looked at. Memory: for each processor some 200 KiB and a metadata object of up
 * to 1 MiB, and one larger one; about 45 bytes for each object that is reached and each entry of
 * {@code ostree.sizes}, 150 for each commit; 100,000 findings. Safe for many threads. Source:
 * docs/DESIGN.md, "Checking a repository".
 */
public final class Fsck {
  private final Repository repository;
  private final FsckListener listener;
  private final int threads;

  /** Whether to change anything in the repository. */
  public enum Mode {
    /** Want what is damaged or missing; repair; delete marks that are wrong. */
    RECORD,
    /** Only look; works where one may read and not write, then without the lock. */
    DRY_RUN
  }

  /** Makes a check of this repository that uses all processors. */
  public Fsck(Repository repository, FsckListener listener) {
    this(repository, listener, Runtime.getRuntime().availableProcessors());
  }

  Fsck(Repository repository, FsckListener listener, int threads) {
    this.repository = repository;
    this.listener = listener;
    this.threads = threads;
  }

  /**
   * Checks once.
   *
   * @throws IOException if the repository cannot be read as a whole, or not be written to
   */
  public FsckReport check(Mode mode) throws IOException {
    boolean onlyLooks = mode == Mode.DRY_RUN && !isLockable();
    // Who may not write here cannot lock either, and the real tool then does without.
    try (Repository.Share _ = onlyLooks ? () -> {} : repository.share()) {
      return new Check(repository, listener).run(mode, List.of(), threads);
    }
  }

  private boolean isLockable() {
    Path lock = repository.layout().lock();
    return Files.isWritable(Files.exists(lock) ? lock : repository.layout().root());
  }

  /**
   * Checks, and looks for sound copies of everything that is wanted: each object in one source
   * after the other. A sound object is never replaced.
   *
   * @throws org.ostreeupload.store.RepositoryException if the repository is not of the archive mode
   * @throws IOException as {@link #check}; sources that fail are given up
   */
  public FsckReport repair(List<ObjectSource> sources) throws IOException {
    Repair.requireArchive(repository);
    try (Repository.Share _ = repository.share()) {
      return new Check(repository, listener).run(Mode.RECORD, sources, threads);
    }
  }
}
