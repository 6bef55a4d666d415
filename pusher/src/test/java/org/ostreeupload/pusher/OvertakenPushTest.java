// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.pusher.PushException.Cause;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.testdata.Ostree;

/** Somebody else moves the branch between the opening of a push and its publish. */
class OvertakenPushTest {
  @TempDir private Path directory;

  private Production production;
  private Source source;
  private Source other;
  private final List<String> history = new ArrayList<>();
  private final AtomicInteger moves = new AtomicInteger();
  private final Recorder recorder = new Recorder().beforePublish(this::moveOn);

  /** Production is at the first of four commits, and ours at the last. */
  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory);
    source = Source.in(directory);
    for (int i = 0; i < 4; i++) {
      history.add(source.write("file", "version " + i).commit("main"));
    }
    other = Source.of(Ostree.in(directory.resolve("other")).init("archive"));
    other.ostree().pullLocal(source.repository(), "--depth=-1", "main");
    moveOn();
  }

  @AfterEach
  void productionIsWhole() throws IOException {
    production.close();
    assertThat(production.ostree().fsck().exitCode()).isZero();
    assertThat(production.unfinished()).isEmpty();
  }

  /** Somebody else pushes the next commit. */
  private void moveOn() throws IOException {
    other.ostree().run("reset", "main", history.get(moves.getAndIncrement()));
    other.push(production.address(), "main");
  }

  private PushReport push(int retries) throws IOException {
    return source.push(Goal.PUBLISH, retries, production.address(), recorder, "main");
  }

  private PushException refusal(int retries) {
    PushException refusal = catchThrowableOfType(PushException.class, () -> push(retries));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Cause.REFS);
    return refusal;
  }

  private void assertHead(String commit) {
    assertThat(production.refs()).containsExactly(Map.entry("main", commit));
  }

  @Test
  void thePushFailsUnlessItIsToBeRetried() {
    assertThat(refusal(0))
        .message()
        .contains("'main'", "stale", "head is " + history.get(1), "expected was " + history.get(0))
        .contains("push again, or with --retry");
    assertHead(history.get(1));
    assertThat(recorder.retries()).isEmpty();
  }

  @Test
  void aRetriedPushGoesOnFromThere() throws IOException {
    recorder.beforePublish(
        () -> {
          if (moves.get() == 1) {
            moveOn();
          }
        });
    PushReport report = push(1);
    assertHead(history.getLast());
    assertThat(report.branches().getFirst().before().orElseThrow()).hasToString(history.get(1));
    assertThat(recorder.retries()).hasSize(1);
    assertThat(recorder.retries().getFirst()).contains("somebody else has moved 'main'");
    assertThat(recorder.plan().objects()).as("everything has arrived").isEmpty();
  }

  @Test
  void aRetriedPushIsNotRetriedMoreOftenThanAskedFor() {
    assertThat(refusal(1)).message().contains("stale", history.get(2));
    assertHead(history.get(2));
    assertThat(recorder.retries()).hasSize(1);
  }

  @Test
  void aRetriedPushMeetsSomebodyWhoPushedTheSame() throws IOException {
    PushReport report = push(5);
    assertHead(history.getLast());
    assertThat(report.branches().getFirst().isMoved()).isFalse();
    assertThat(recorder.retries()).as("twice overtaken, then published by the other").hasSize(3);
  }

  @Test
  void aRetriedPushDoesNotOverwriteWhatDiverged() throws IOException {
    other.ostree().run("reset", "main", history.get(0));
    Source theirs = Source.in(directory.resolve("theirs"));
    theirs.write("file", "theirs");
    String diverged = other.ostree().commit("main", theirs.tree());
    recorder.beforePublish(() -> other.push(production.address(), "main"));
    assertThat(refusal(3)).message().contains("'main' has diverged", diverged, history.getLast());
    assertHead(diverged);
    assertThat(recorder.retries()).hasSize(1);
  }
}
