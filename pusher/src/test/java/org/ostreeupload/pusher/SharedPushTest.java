// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.pusher.FakeServer.Answer;
import org.ostreeupload.pusher.PushException.Cause;
import org.ostreeupload.pusher.PushRequest.Goal;

/** A push that was open before may be somebody else's: it is not discarded. */
class SharedPushTest {
  private static final String PROBLEM = "application/problem+json";

  @TempDir private Path directory;

  private Source source;
  private String commit = "";
  private FakeReceiver receiver = new FakeReceiver("", "");
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void makeSource() throws IOException {
    source = Source.in(directory);
    commit = source.write("file", "text").commit("main");
    receiver = new FakeReceiver("main", commit);
  }

  private static Answer old(Answer opened) {
    return new Answer(200, opened.type(), opened.headers(), opened.body());
  }

  private static Answer refused(String outcome, String commit) {
    return Answer.of(
        409,
        PROBLEM,
        """
        {"code": "refs-refused", "detail": "no", "status": 409, "retryable": false, "refs": [
          {"ref": "main", "outcome": "%s", "before": null, "target": "%s", "detail": "no"}]}
        """
            .formatted(outcome, commit));
  }

  private PushException refusal(int retries, FakeServer server) throws IOException {
    ReceiverAddress address =
        ReceiverAddress.parse(server.uri().toString(), "token", TlsOptions.DEFAULT);
    PushException refusal =
        catchThrowableOfType(
            PushException.class,
            () -> source.push(Goal.PUBLISH, retries, address, recorder, "main"));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Cause.REFS);
    return refusal;
  }

  @Test
  void aPushThatWasOpenBeforeIsLeftWhenItIsRefused() throws IOException {
    receiver
        .on("/publish ", refused("name-conflict", commit))
        .on("/pushes ", old(receiver.opened("some-id")), receiver.opened("another-id"));
    try (FakeServer server = FakeServer.answering(receiver)) {
      refusal(0, server);
      assertThat(server.requests("DELETE")).isEmpty();
      refusal(0, server);
      assertThat(server.requests("DELETE")).hasSize(1);
      assertThat(server.requests("DELETE").getFirst().path()).endsWith("/another-id");
    }
  }

  @Test
  void aPushThatWasOpenBeforeIsLeftWhenTheHeadIsUnknownHere() throws IOException {
    Answer opened = receiver.opened("some-id");
    String elsewhere = opened.body().replace("null", "\"" + "0".repeat(64) + "\"");
    receiver.on("/pushes ", Answer.of(200, opened.type(), elsewhere));
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(0, server)).hasMessageContaining("diverged");
      assertThat(server.requests("DELETE")).isEmpty();
    }
  }

  @Test
  void aPushThatItOpenedItselfIsDiscardedAlsoAfterItWasOpenedAgain() throws IOException {
    Answer opened = receiver.opened("some-id");
    receiver
        .on("/publish ", refused("stale", commit), refused("name-conflict", commit))
        .on("/pushes ", opened, old(opened));
    try (FakeServer server = FakeServer.answering(receiver)) {
      refusal(1, server);
      assertThat(server.requests("POST /api/v2/pushes ")).hasSize(2);
      assertThat(server.requests("DELETE")).hasSize(1);
    }
  }
}
