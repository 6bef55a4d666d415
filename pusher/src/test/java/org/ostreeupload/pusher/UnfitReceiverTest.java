// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.utils.DateUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.pusher.FakeServer.Answer;
import org.ostreeupload.pusher.PushException.Cause;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;

/** Receivers that are busy, away, elsewhere or none at all. */
class UnfitReceiverTest {
  private static final String SECRET = "the-secret-token";
  private static final String BUSY =
      """
      {"code": "busy", "detail": "the repository is locked", "status": 503, "retryable": true}
      """;

  @TempDir private Path directory;

  private Source source;
  private Answer done = Answer.of(500, "text/plain", "");
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void makeSource() throws IOException {
    source = Source.in(directory);
    done = Answer.nothingToDo("main", source.write("file", "text").commit("main"));
  }

  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  /** Pushes; takes no pauses, but writes them down. */
  private PushReport push(URI uri) throws IOException {
    ReceiverAddress address = ReceiverAddress.parse(uri.toString(), SECRET, TlsOptions.DEFAULT);
    return new Pusher(Repository.open(source.repository()), address, recorder, pauses::add)
        .push(new PushRequest(List.of(new RefName("main")), Goal.PUBLISH));
  }

  private PushException refusal(URI uri) {
    PushException refusal = catchThrowableOfType(PushException.class, () -> push(uri));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Cause.RECEIVER);
    assertThat(refusal).message().contains(uri.toString()).doesNotContain(SECRET);
    return refusal;
  }

  @Test
  void aBusyReceiverIsAskedAgain() throws IOException {
    try (FakeServer server =
        FakeServer.answering(
            Answer.of(503, "text/html", "Service Unavailable"),
            Answer.of(503, "application/problem+json", BUSY),
            done)) {
      PushReport report = push(server.uri());
      assertThat(report.requests()).isEqualTo(3);
      assertThat(server.requests()).hasSize(3);
      assertThat(recorder.retries())
          .hasSize(2)
          .satisfiesExactly(
              first -> assertThat(first).contains("503"),
              second -> assertThat(second).contains("the repository is locked"));
    }
  }

  @Test
  void aReceiverThatStaysBusyIsGivenUp() throws IOException {
    try (FakeServer server =
        FakeServer.answering(Answer.of(503, "application/problem+json", BUSY))) {
      assertThat(refusal(server.uri())).message().contains("the repository is locked");
      assertThat(server.requests()).hasSize(9);
    }
  }

  @Test
  void nobodyListens() throws IOException {
    URI uri;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      uri = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    assertThat(refusal(uri)).message().contains("cannot reach", "Connection refused", "running");
    assertThat(recorder.retries()).hasSize(8);
    assertThat(pauses.stream().mapToLong(Duration::toMillis).sum())
        .as("enough for a daemon to start again")
        .isGreaterThan(30_000);
  }

  @Test
  void aReceiverThatIsBusyIsLeftAloneForAsLongAsItWishes() throws IOException {
    Answer busy = Answer.problem(503, "busy", true);
    try (FakeServer server =
        FakeServer.answering(
            busy.with("Retry-After", "7"),
            busy.with("Retry-After", "100000"),
            busy.with("Retry-After", "soon"),
            done)) {
      push(server.uri());
      assertThat(pauses)
          .satisfiesExactly(
              first -> assertThat(first).hasSeconds(7),
              second -> assertThat(second).hasSeconds(60),
              third -> assertThat(third).isBetween(Duration.ofMillis(800), Duration.ofSeconds(1)));
    }
  }

  private static String inSeconds(int seconds) {
    return DateUtils.formatStandardDate(Instant.now().plusSeconds(seconds));
  }

  @Test
  void aReceiverThatIsBusyMaySayUntilWhen() throws IOException {
    Answer busy = Answer.problem(503, "busy", true);
    try (FakeServer server =
        FakeServer.answering(
            busy.with("Retry-After", inSeconds(40)),
            busy.with("Retry-After", inSeconds(100_000)),
            busy.with("Retry-After", inSeconds(-100)),
            done)) {
      push(server.uri());
      assertThat(pauses)
          .satisfiesExactly(
              first -> assertThat(first).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(40)),
              second -> assertThat(second).hasSeconds(60),
              third -> assertThat(third).isBetween(Duration.ofMillis(800), Duration.ofSeconds(1)));
    }
  }

  @Test
  void aReceiverThatFailsIsAskedAFewTimes() throws IOException {
    try (FakeServer server = FakeServer.answering(Answer.problem(500, "internal", true))) {
      assertThat(refusal(server.uri())).message().contains("the detail of internal");
      assertThat(server.requests()).hasSize(4);
    }
  }

  @Test
  void aReceiverWithoutSpaceIsWaitedForAndThenToldOf() throws IOException {
    try (FakeServer server = FakeServer.answering(Answer.problem(507, "no-space", true))) {
      assertThat(refusal(server.uri()))
          .message()
          .contains("the detail of no-space", "is kept", "push again when there is space");
      assertThat(server.requests()).hasSize(3);
      assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) >= 0);
    }
  }

  @Test
  void aRefusalOfALaterVersionIsRepeatedIfItSaysSo() throws IOException {
    try (FakeServer server =
        FakeServer.answering(Answer.problem(429, "too-many-moons", true), done)) {
      push(server.uri());
      assertThat(recorder.retries()).containsExactly("the detail of too-many-moons");
    }
  }

  @Test
  void aRefusalOfALaterVersionIsNotRepeatedIfItDoesNot() throws IOException {
    try (FakeServer server = FakeServer.answering(Answer.problem(500, "no-moon", false))) {
      assertThat(refusal(server.uri())).message().contains("the detail of no-moon");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "404 Not Found", "507 Insufficient Storage"})
  void anAnswerThatDoesNotEndIsNotReadToItsEnd(String status) throws IOException {
    try (EndlessServer server = EndlessServer.answering(status)) {
      assertThat(refusal(server.uri()))
          .message()
          .contains("is this the address of an ostree-upload receiver?");
      assertThat(server.sent()).isLessThan(100L << 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsNotFollowedAndTheTokenNotSentThere(int status) throws IOException {
    try (FakeServer elsewhere = FakeServer.answering(done);
        FakeServer server =
            FakeServer.answering(Answer.redirect(status, elsewhere.uri() + "/api/v2/pushes"))) {
      assertThat(refusal(server.uri()))
          .message()
          .contains("status " + status, "points to " + elsewhere.uri());
      assertThat(server.requests()).hasSize(1);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  private void assertIsNoReceiver(Answer answer, String... words) throws IOException {
    try (FakeServer server = FakeServer.answering(answer)) {
      assertThat(refusal(server.uri()))
          .message()
          .contains("is this the address of an ostree-upload receiver?")
          .contains(words);
      assertThat(server.requests()).hasSize(1);
      assertThat(recorder.retries()).isEmpty();
    }
  }

  @Test
  void aWebSite() throws IOException {
    assertIsNoReceiver(Answer.of(200, "text/html", "<html><p>Welcome!</p></html>"), "JSON");
  }

  @Test
  void aWebSiteWithoutSuchAPage() throws IOException {
    assertIsNoReceiver(Answer.of(404, "text/html", "<p>Not found</p>"), "status 404");
  }

  @Test
  void aServerThatAnswersNothing() throws IOException {
    assertIsNoReceiver(Answer.of(200, "application/json", ""), "JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "null", "7", "{\"refs\": 1}", "{\"refs\": [], \"limits\": null}"})
  void aServerWithJsonOfItsOwn(String json) throws IOException {
    assertIsNoReceiver(Answer.of(200, "application/json", json), "JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"title\": \"no\"}", "[", ""})
  void aServerWithProblemsOfItsOwn(String json) throws IOException {
    assertIsNoReceiver(Answer.of(400, "application/problem+json", json), "JSON");
  }

  @Test
  void anAnswerAboutOtherBranches() throws IOException {
    String commit = source.ostree().revParse("main");
    try (FakeServer server = FakeServer.answering(Answer.nothingToDo("other", commit))) {
      assertThat(refusal(server.uri())).message().contains("'other'");
    }
  }

  @Test
  void anAnswerThatSaysItIsDoneWhenItIsNot() throws IOException {
    try (FakeServer server = FakeServer.answering(Answer.nothingToDo("main", "0".repeat(64)))) {
      assertThat(refusal(server.uri())).message().contains("'main'");
    }
  }

  @Test
  void aReceiverBehindAPath() throws IOException {
    try (FakeServer server = FakeServer.answering(done)) {
      push(URI.create(server.uri() + "/some/where/"));
      assertThat(server.requests())
          .extracting(FakeServer.Request::path)
          .containsExactly("/some/where/api/v2/pushes");
    }
  }
}
