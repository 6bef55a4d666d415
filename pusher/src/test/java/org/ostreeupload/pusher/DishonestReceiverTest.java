// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.pusher.FakeServer.Answer;
import org.ostreeupload.pusher.FakeServer.Request;
import org.ostreeupload.pusher.PushException.Cause;
import org.ostreeupload.pusher.PushRequest.Goal;

/** Receivers that look like one and answer what cannot be: no push succeeds, and every one ends. */
@Timeout(60)
class DishonestReceiverTest {
  private static final String JSON = "application/json";
  private static final int LARGE = 100_000;

  @TempDir private Path directory;

  private Source source;
  private String commit = "";
  private FakeReceiver receiver = new FakeReceiver("", "");
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void makeSource() throws IOException {
    source = Source.in(directory);
    for (int i = 0; i < 20; i++) {
      source.write("file" + i, "text " + i);
    }
    commit = source.commit("main");
    receiver = new FakeReceiver("main", commit);
  }

  private static ReceiverAddress address(FakeServer server) throws IOException {
    return ReceiverAddress.parse(server.uri().toString(), "token", TlsOptions.DEFAULT);
  }

  private PushReport push(FakeServer server) throws IOException {
    return source.push(address(server), recorder, "main");
  }

  private PushException refusal(FakeServer server) {
    PushException refusal = catchThrowableOfType(PushException.class, () -> push(server));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Cause.RECEIVER);
    return refusal;
  }

  private PushException refusal() throws IOException {
    try (FakeServer server = FakeServer.answering(receiver)) {
      return refusal(server);
    }
  }

  @Test
  void anHonestReceiverIsBelieved() throws IOException {
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(push(server).objects()).isEqualTo(source.objects().size());
      assertThat(server.requests().getLast().method()).isEqualTo("DELETE");
    }
  }

  @Test
  void aReceiverWhereTheBranchWasMovedToTheTargetMeanwhileIsBelieved() throws IOException {
    receiver.on("/publish ", FakeReceiver.published("main", commit, "unchanged"));
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"held-back", "stale", "not-fast-forward", "MOVED", "", "moved elsewhere"})
  void aPublishThatDidNotMoveTheBranch(String outcome) throws IOException {
    receiver.on("/publish ", FakeReceiver.published("main", commit, outcome));
    assertThat(refusal()).message().contains("nonsense", "'main'", outcome);
  }

  @Test
  void aPublishToAnotherCommit() throws IOException {
    String other = "0".repeat(64);
    receiver.on("/publish ", FakeReceiver.published("main", other, "moved"));
    assertThat(refusal()).message().contains("nonsense", "'main'", other, commit);
  }

  @Test
  void aPublishOfAnotherBranch() throws IOException {
    receiver.on("/publish ", FakeReceiver.published("other", commit, "moved"));
    assertThat(refusal()).message().contains("nonsense", "'other'");
  }

  @Test
  void aPublishOfNoBranch() throws IOException {
    receiver.on("/publish ", Answer.of(200, JSON, "{\"refs\": []}"));
    assertThat(refusal()).message().contains("nonsense", "'main'");
  }

  @Test
  void aPublishOfOneBranchTwice() throws IOException {
    String moved = FakeReceiver.outcome("main", commit, "moved");
    receiver.on("/publish ", Answer.of(200, JSON, "{\"refs\": [" + moved + ", " + moved + "]}"));
    assertThat(refusal()).message().contains("nonsense", "'main'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../../etc", "a/b", "a b", "a?b", "a#b", "\\u00e4", "%2e"})
  void anIdThatCannotStandInAPath(String id) throws IOException {
    receiver.on("/pushes ", receiver.opened(id));
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("the id of a push");
      assertThat(server.requests()).hasSize(1);
    }
  }

  private static Answer incomplete(String object) {
    return Answer.of(
        409,
        "application/problem+json",
        """
        {"code": "incomplete", "detail": "%s is missing", "missing": ["%s"], "status": 409}
        """
            .formatted(object, object));
  }

  /** Names another object at each publish, whatever was sent before. */
  private Function<Request, Answer> neverComplete() {
    Iterator<String> objects = List.copyOf(source.objects()).iterator();
    return request -> incomplete(objects.next());
  }

  @Test
  void aReceiverThatAlwaysLacksSomethingElse() throws IOException {
    receiver.on("/publish ", neverComplete());
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("is missing", "although everything was sent");
      assertThat(server.requests("/publish")).hasSize(11);
    }
  }

  @Test
  void aReceiverThatLacksWhatItSaysItHas() throws IOException {
    receiver
        .on("/missing ", request -> FakeReceiver.missing(request, false))
        .on("/publish ", neverComplete());
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("is missing");
      assertThat(server.requests("/publish")).hasSize(2);
      assertThat(server.requests("/objects")).isEmpty();
    }
  }

  @Test
  void aReceiverThatLacksTheSameForever() throws IOException {
    receiver.on("/publish ", incomplete(commit + ".commit"));
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("is missing");
      assertThat(server.requests("/publish")).hasSize(2);
    }
  }

  @Test
  void aReceiverThatForgetsEveryPush() throws IOException {
    receiver.on("/publish ", Answer.problem(404, "unknown-push", false));
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("the detail of unknown-push");
      assertThat(server.requests("/pushes ")).hasSize(4);
      assertThat(server.requests("/publish")).hasSize(4);
      assertThat(recorder.plans()).hasSize(4);
      assertThat(recorder.retries()).hasSize(3);
    }
  }

  @Test
  void aReceiverThatRefusesAnObjectThatItWasNotSent() throws IOException {
    String other = "0".repeat(64) + ".file";
    receiver.on(
        "/objects ",
        Answer.of(
            200,
            JSON,
            """
            {"stored": 1, "present": 0, "refused": [{"object": "%s", "detail": "no"}]}
            """
                .formatted(other)));
    assertThat(refusal()).message().contains("nonsense", other);
  }

  private void hasLargeFile() throws IOException {
    source.writeNoise("large", LARGE, 1);
    commit = source.commit("main");
    receiver = new FakeReceiver("main", commit).taking(LARGE / 2);
  }

  private static Answer offset(String offset) {
    return Answer.of(204, JSON, "").with("Upload-Offset", offset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"200000", "999999999999999999", "-1", "a", "", "1000000000000000000"})
  void aReceiverThatHasMoreOfALargeObjectThanThereIs(String offset) throws IOException {
    hasLargeFile();
    receiver.on("HEAD ", offset(offset));
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("is this the address");
      assertThat(server.requests("PATCH")).isEmpty();
    }
  }

  @Test
  void aReceiverThatTakesALargeObjectAndHasNotAllOfIt() throws IOException {
    hasLargeFile();
    receiver.on("HEAD ", offset("0")).on("PATCH ", offset("5"));
    assertThat(refusal()).message().contains("took only 5 bytes");
  }

  @Test
  void aReceiverThatIsAlwaysBusyWithALargeObject() throws IOException {
    hasLargeFile();
    receiver.on("HEAD ", Answer.of(409, "application/problem+json", ""));
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("status 409");
      assertThat(server.requests("HEAD")).hasSize(15);
    }
  }

  @Test
  void spaceIsReservedForMoreThanABundle() throws IOException {
    hasLargeFile();
    receiver.on("HEAD ", offset("0")).on("PATCH ", request -> offset(request.body().length() + ""));
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(server.requests("/reservation"))
          .extracting(Request::body)
          .containsExactly("{\"bytes\":" + recorder.plan().bytes() + "}");
    }
  }

  @Test
  void spaceIsNotReservedForLess() throws IOException {
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(server.requests("/reservation")).isEmpty();
    }
  }

  @Test
  void aReceiverThatCannotReserveSpaceIsPushedToAllTheSame() throws IOException {
    hasLargeFile();
    receiver
        .on("/reservation ", Answer.problem(404, "not-found", false))
        .on("HEAD ", offset("0"))
        .on("PATCH ", request -> offset(request.body().length() + ""));
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(server.requests("/publish")).hasSize(1);
    }
  }

  @Test
  void nothingIsSentToAReceiverWithoutSpace() throws IOException {
    hasLargeFile();
    receiver.on("HEAD ", offset("0")).on("/reservation ", Answer.problem(507, "no-space", true));
    try (FakeServer server = FakeServer.answering(receiver)) {
      assertThat(refusal(server)).message().contains("push again when there is space");
      assertThat(server.requests("/reservation")).hasSize(3);
      assertThat(server.requests("/objects ")).isEmpty();
      assertThat(server.requests("PATCH ")).isEmpty();
      assertThat(server.requests("DELETE")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 500, 507})
  void whetherAPublishThatFailedWasDoneIsNotClaimed(int status) throws IOException {
    receiver.on(
        "/publish ",
        status == 502
            ? Answer.of(status, "text/html", "")
            : Answer.problem(status, status == 500 ? "internal" : "no-space", true));
    assertThat(refusal()).message().contains("whether the branches have moved is not known");
  }

  @Test
  void aDryRunLeavesAPushThatWasThereBefore() throws IOException {
    Answer opened = receiver.opened("some-id");
    receiver.on("/pushes ", new Answer(200, JSON, opened.headers(), opened.body()), opened);
    try (FakeServer server = FakeServer.answering(receiver)) {
      source.push(Goal.DRY_RUN, address(server), recorder, "main");
      assertThat(server.requests("DELETE")).isEmpty();
      source.push(Goal.DRY_RUN, address(server), recorder, "main");
      assertThat(server.requests("DELETE")).hasSize(1);
      assertThat(recorder.notes()).isEmpty();
    }
  }

  @Test
  void aPushThatCannotBeDiscardedIsToldOf() throws IOException {
    receiver.on("DELETE ", Answer.problem(500, "internal", true));
    try (FakeServer server = FakeServer.answering(receiver)) {
      source.push(Goal.DRY_RUN, address(server), recorder, "main");
      assertThat(server.requests("DELETE")).hasSize(1);
      assertThat(recorder.retries()).isEmpty();
      assertThat(recorder.notes()).hasSize(1);
      assertThat(recorder.notes().getFirst())
          .contains("until it expires", "the detail of internal");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown-push", "internal", "forbidden"})
  void aSuccessThatCannotBeAcknowledgedIsASuccess(String code) throws IOException {
    receiver.on("DELETE ", Answer.problem(500, code, true));
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(server.requests("DELETE")).hasSize(1);
      assertThat(recorder.retries()).isEmpty();
      assertThat(recorder.notes()).isEmpty();
    }
  }
}
