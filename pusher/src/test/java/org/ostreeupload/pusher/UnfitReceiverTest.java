// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.pusher.FakeServer.Answer;
import org.ostreeupload.pusher.PushException.Cause;

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

  private PushReport push(URI uri) throws IOException {
    ReceiverAddress address = ReceiverAddress.parse(uri.toString(), SECRET, TlsOptions.DEFAULT);
    return source.push(address, recorder, "main");
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
      assertThat(server.requests()).hasSize(5);
    }
  }

  @Test
  void nobodyListens() throws IOException {
    URI uri;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      uri = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    assertThat(refusal(uri)).message().contains("cannot reach", "Connection refused", "running");
    assertThat(recorder.retries()).hasSize(4);
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
