// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryLockedException;
import org.ostreeupload.testdata.CommandResult;

@Timeout(60)
final class PruneLockTest {
  @TempDir private Path dir;
  private TestRepository files = TestRepository.of(Path.of(""));

  @BeforeEach
  void copy() {
    files = TestRepository.golden("collection", dir.resolve("repo"));
    files.config("core.lock-timeout-secs", "0");
  }

  @Test
  void shareInTheSameProcessKeepsPruneOut() throws IOException {
    Repository repository = Repository.open(files.root());
    Prune prune = new Prune(repository);

    try (Repository.Share _ = repository.share();
        Repository.Share _ = repository.share()) {
      assertLocked(repository);
    }

    assertThat(prune.run(Prune.Mode.DELETE).deleted()).isZero();
  }

  @Test
  void pruneInTheSameProcessKeepsSharesAndOtherPrunesOut() throws IOException {
    Repository repository = Repository.open(files.root());

    try (Repository.Exclusive _ = repository.exclusive()) {
      assertThatThrownBy(repository::share).isInstanceOf(RepositoryLockedException.class);
      assertLocked(repository);
    }

    repository.share().close();
  }

  @Test
  void pruneWaitsForASharesEnd() throws Exception {
    files.config("core.lock-timeout-secs", "60");
    Repository repository = Repository.open(files.root());
    FutureTask<PruneResult> prune =
        new FutureTask<>(() -> new Prune(repository).run(Prune.Mode.DELETE));
    Thread thread = new Thread(prune);

    Repository.Share share = repository.share();
    thread.start();
    awaitState(thread, Thread.State.TIMED_WAITING);
    assertThat(prune).isNotDone();
    share.close();

    assertThat(prune.get().objects()).isPositive();
    thread.join();
  }

  @Test
  void locksOfThisProcessHoldWithoutTheFile() throws IOException {
    files.config("core.locking", "false");
    Files.deleteIfExists(files.root().resolve(".lock"));
    Repository repository = Repository.open(files.root());

    try (Repository.Share _ = repository.share()) {
      assertLocked(repository);
    }
    try (Repository.Exclusive _ = repository.exclusive()) {
      assertThatThrownBy(repository::share).isInstanceOf(RepositoryLockedException.class);
    }

    assertThat(files.root().resolve(".lock")).doesNotExist();
  }

  @Test
  void exclusiveLockKeepsTheRealToolOut() throws IOException {
    Repository repository = Repository.open(files.root());

    try (Repository.Exclusive _ = repository.exclusive()) {
      assertRefused(files.ostree().tryRun("prune", "--refs-only"));
      assertRefused(files.ostree().tryRun("commit", "--branch=new", "--tree=ref=main"));
    }

    files.ostree().run("commit", "--branch=new", "--tree=ref=main");
    files.ostree().run("prune", "--refs-only");
  }

  @Test
  void shareThatOutlivesAFailedPruneStillKeepsTheRealPruneOut() throws IOException {
    Repository repository = Repository.open(files.root());

    try (Repository.Share _ = repository.share()) {
      assertLocked(repository);
      assertRefused(files.ostree().tryRun("prune", "--refs-only"));
    }
  }

  @Test
  void commitOfTheRealToolKeepsPruneOut() throws Exception {
    Repository repository = Repository.open(files.root());
    repository.share().close();
    // It reads its tree from a pipe that nobody writes to until the test is over.
    Process commit = start("commit", "--branch=slow", "--tree=tar=-");
    try {
      awaitLockedBy(commit);

      repository.share().close();
      assertLocked(repository);
    } finally {
      stop(commit);
    }

    repository.exclusive().close();
  }

  @Test
  void pruneOfTheRealToolKeepsEverybodyOut() throws Exception {
    Repository repository = Repository.open(files.root());
    repository.share().close();
    // It waits for somebody to write a dirtree into the pipe.
    Path dirtree = files.object(files.checksum("main", "/"), "dirtree");
    Files.delete(dirtree);
    assertThat(new ProcessBuilder("mkfifo", dirtree.toString()).start().waitFor()).isZero();
    Process prune = start("prune", "--refs-only");
    try {
      awaitLockedBy(prune);

      assertThatThrownBy(repository::share).isInstanceOf(RepositoryLockedException.class);
      assertLocked(repository);
    } finally {
      stop(prune);
    }

    repository.exclusive().close();
  }

  /** Waits until the system says that a program has locked the repository. */
  private void awaitLockedBy(Process process) throws IOException {
    String inode = ":" + Files.getAttribute(files.root().resolve(".lock"), "unix:ino") + " ";
    while (Files.readAllLines(Path.of("/proc/locks")).stream()
        .noneMatch(lock -> lock.contains(inode))) {
      assertThat(process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  private static void awaitState(Thread thread, Thread.State state) {
    while (thread.getState() != state) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  private static void assertLocked(Repository repository) {
    assertThatThrownBy(() -> new Prune(repository).run(Prune.Mode.DELETE))
        .isInstanceOf(RepositoryLockedException.class)
        .hasMessageContaining("in use")
        .hasMessageContaining("a receiver with an open push")
        .hasMessageContaining("core.lock-timeout-secs")
        .hasMessageContaining(repository.layout().lock().toString());
  }

  private static void assertRefused(CommandResult result) {
    assertThat(result.succeeded()).isFalse();
    assertThat(result.stderr()).contains("Locking repo");
  }

  private Process start(String... args) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("ostree", "--repo=" + files.root());
    builder.command().addAll(List.of(args));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(Duration.ofSeconds(30))).isTrue();
  }
}
