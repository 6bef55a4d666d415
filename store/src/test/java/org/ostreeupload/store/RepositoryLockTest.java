// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.CommandResult;

/** The lock against the real tool: its prune takes it alone, its commit shares it. */
@Timeout(60)
final class RepositoryLockTest {
  @TempDir Path dir;
  private Source source;

  @BeforeEach
  void makeRepository() throws IOException {
    source = new Source(dir);
    source.commit("main", "text");
    source.ostree().run("config", "set", "core.lock-timeout-secs", "0");
  }

  @Test
  void shareKeepsPruneOut() throws IOException {
    Repository repository = source.open();

    Repository.Share share = repository.share();
    CommandResult prune = prune();
    share.close();

    assertThat(prune.succeeded()).isFalse();
    assertThat(prune.stderr()).contains("exclusive");
    assertThat(prune().succeeded()).isTrue();
  }

  @Test
  void lastShareLetsPruneIn() throws IOException {
    Repository repository = source.open();

    Repository.Share first = repository.share();
    try (Repository.Share _ = repository.share()) {
      first.close();
      first.close();
      assertThat(prune().succeeded()).isFalse();
    }

    assertThat(prune().succeeded()).isTrue();
  }

  @Test
  void shareGoesWithCommitOfTheRealTool() throws IOException {
    try (Repository.Share _ = source.open().share()) {
      assertThat(source.commit("main", "more")).isNotNull();
    }
  }

  @Test
  void givesUpWhenPruneDoesNotEnd() throws Exception {
    try (RunningPrune _ = RunningPrune.of(source)) {
      assertThatThrownBy(() -> source.open().share())
          .isInstanceOf(RepositoryLockedException.class)
          .hasMessageContaining(".lock");
    }
  }

  @Test
  void allWhoWaitForPruneGetTheirShareWhenItEnds() throws Exception {
    source.ostree().run("config", "set", "core.lock-timeout-secs", "30");
    Repository repository = source.open();
    source.ostree().run("config", "set", "core.lock-timeout-secs", "0");
    List<Waiting> waiting = List.of(new Waiting(), new Waiting(), new Waiting());

    try (RunningPrune _ = RunningPrune.of(source)) {
      waiting.forEach(thread -> thread.start(repository));
    }

    waiting.forEach(Waiting::share);
    for (Waiting thread : waiting) {
      assertThat(prune().succeeded()).isFalse();
      thread.share().close();
    }
    assertThat(prune().succeeded()).isTrue();
  }

  /** A thread that waits for its share. */
  private static final class Waiting {
    private final CompletableFuture<Repository.Share> share = new CompletableFuture<>();

    /** Starts and returns when the thread waits. */
    void start(Repository repository) {
      Thread thread = Thread.ofPlatform().start(() -> wait(repository));
      while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }

    private void wait(Repository repository) {
      try {
        share.complete(repository.share());
      } catch (IOException | RuntimeException e) {
        share.completeExceptionally(e);
      }
    }

    Repository.Share share() {
      return share.join();
    }
  }

  @Test
  void lockingCanBeTurnedOff() throws IOException {
    source.ostree().run("config", "set", "core.locking", "false");
    Repository repository = source.open();
    Files.delete(repository.layout().lock());

    try (Repository.Share _ = repository.share()) {
      assertThat(repository.layout().lock()).doesNotExist();
    }
  }

  private CommandResult prune() {
    return source.ostree().tryRun("prune", "--refs-only");
  }
}
