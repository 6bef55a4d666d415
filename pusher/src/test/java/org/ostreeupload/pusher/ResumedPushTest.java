// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.receiver.RequestLog;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.RefName;

/** A push goes on with what has arrived, whoever of the two was away meanwhile. */
@Timeout(120)
class ResumedPushTest {
  private static final int FILES = 30;
  private static final int FILE = 30_000;
  private static final int LARGE = 3_000_000;
  // Few files in a bundle, so that some have arrived when the first one is answered.
  private static final Limits SMALL = new Limits(100, 1000, 1_000_000, 300_000);

  @TempDir private Path directory;

  private Production production;
  private Source source;
  private String commit = "";
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory, SMALL);
    source = Source.in(directory);
    for (int i = 0; i < FILES; i++) {
      source.writeNoise("file" + i, FILE, i);
    }
    source.writeNoise("large", LARGE, FILES);
    commit = source.commit("main");
  }

  @AfterEach
  void everythingHasArrived() throws IOException {
    production.close();
    assertThat(production.ostree().fsck().exitCode()).isZero();
    assertThat(production.unfinished()).isEmpty();
    assertThat(production.objects()).isEqualTo(source.objects());
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Begins a push and stops when the first objects have arrived. */
  private void stopInTheMiddle() {
    Recorder stopped =
        new Recorder()
            .afterFirstObjects(
                () -> {
                  throw new Stop();
                });
    assertThat(catchThrowable(() -> source.push(production.address(), stopped, "main")))
        .isInstanceOf(Stop.class);
  }

  private void assertSendsTheRest() throws IOException {
    Set<String> arrived = production.staged();
    assertThat(arrived).isNotEmpty();
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(recorder.planned()).isNotEmpty().doesNotContainAnyElementsOf(arrived);
    assertThat(report.objects()).isEqualTo(recorder.planned().size());
  }

  @Test
  void aPushThatWasStopped() throws IOException {
    stopInTheMiddle();
    assertSendsTheRest();
  }

  @Test
  void aPushThatWasStoppedAndAReceiverThatWasStarted() throws IOException {
    stopInTheMiddle();
    production.restart();
    assertSendsTheRest();
  }

  @Test
  void aPushThatWasStoppedAndAMachineThatCrashed() throws IOException {
    stopInTheMiddle();
    production.crash();
    assertSendsTheRest();
  }

  @Test
  void aReceiverThatIsStartedAgainWhileItIsPushedTo() throws IOException {
    recorder.afterFirstObjects(production::restart);
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(recorder.plans()).hasSize(1);
    assertThat(report.objects()).isEqualTo(source.objects().size());
  }

  @Test
  void aReceiverThatIsStartedAgainBeforeThePublish() throws IOException {
    recorder.beforePublish(production::restart);
    source.push(production.address(), recorder, "main");
    assertThat(recorder.plans()).hasSize(1);
  }

  @Test
  void aMachineThatCrashesWhileItIsPushedTo() throws IOException {
    recorder.afterFirstObjects(production::crash);
    source.push(production.address(), recorder, "main");
    assertThat(recorder.plans()).hasSize(2);
    assertThat(recorder.plans().getLast().objects())
        .hasSizeLessThan(recorder.plans().getFirst().objects().size());
    assertThat(recorder.retries()).anyMatch(reason -> reason.contains("ended the push"));
  }

  @Test
  void aMachineThatCrashesBeforeThePublish() throws IOException {
    AtomicBoolean crashed = new AtomicBoolean();
    recorder.beforePublish(
        () -> {
          if (!crashed.getAndSet(true)) {
            production.crash();
          }
        });
    source.push(production.address(), recorder, "main");
    assertThat(recorder.plans()).hasSize(2);
    assertThat(recorder.plans().getLast().objects())
        .as("all that is small was kept")
        .allMatch(item -> item.name().type() == ObjectType.COMMIT);
  }

  @Test
  void aPushThatSomebodyElseFinished() throws IOException {
    recorder.beforePublish(() -> source.push(production.address(), "main"));
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(recorder.plans()).hasSize(1);
    assertThat(recorder.retries()).hasSize(1);
    assertThat(report.branches().getFirst().after()).hasToString(commit);
  }

  @Test
  void aPublishWhoseAnswerIsLostWithTheReceiver() throws IOException {
    AtomicBoolean restarted = new AtomicBoolean();
    Retries.Pause restart =
        length -> {
          if (!restarted.getAndSet(true)) {
            restart();
          }
        };
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).loseAnswersTo("/publish ", 1)) {
      PushReport report =
          new Pusher(
                  Repository.open(source.repository()),
                  production.addressAt(proxy.uri()),
                  recorder,
                  restart)
              .push(new PushRequest(List.of(new RefName("main")), Goal.PUBLISH));
      assertThat(proxy.left()).isZero();
      assertThat(restarted).isTrue();
      assertThat(recorder.plans()).as("the receipt was found").hasSize(1);
      assertThat(report.branches().getFirst().isMoved()).isTrue();
    }
  }

  private void restart() {
    try {
      production.restart();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAcknowledgementThatIsLostIsNotMadeAgain() throws IOException {
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).loseAnswersTo("DELETE ", 1)) {
      PushReport report = source.push(production.addressAt(proxy.uri()), recorder, "main");
      assertThat(proxy.left()).isZero();
      assertThat(recorder.retries()).isEmpty();
      assertThat(recorder.notes()).isEmpty();
      assertThat(production.awaitRequests(report.requests()).stream().map(RequestLog.Entry::method))
          .filteredOn("DELETE"::equals)
          .hasSize(1);
    }
  }
}
