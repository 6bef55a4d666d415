// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.pusher.FakeServer.Answer;
import org.ostreeupload.pusher.PushException.Cause;

/** HTTPS with certificates made by openssl: what is wrong with one is said, and said once. */
@TestInstance(Lifecycle.PER_CLASS)
class TlsTest {
  private static final String SECRET = "the-secret-token";

  private Source source;
  private Certificates certificates;
  private Answer answer = Answer.of(500, "text/plain", "");
  private Recorder recorder = new Recorder();

  @BeforeAll
  void make(@TempDir Path directory) throws IOException {
    source = Source.in(directory);
    answer = Answer.nothingToDo("main", source.write("file", "text").commit("main"));
    certificates =
        new Certificates(directory)
            .authority("ca")
            .authority("stranger")
            .issue("ca", "server", "IP:127.0.0.1")
            .issue("ca", "elsewhere", "DNS:elsewhere.example.org")
            .issue("ca", "client", "DNS:client")
            .issue("stranger", "strange-client", "DNS:client");
  }

  @BeforeEach
  void forget() {
    recorder = new Recorder();
  }

  private TlsOptions options(String authority, String client) {
    boolean anonymous = client.isEmpty();
    return new TlsOptions(
        authority.isEmpty() ? Optional.empty() : Optional.of(pem(authority)),
        anonymous ? Optional.empty() : Optional.of(pem(client)),
        anonymous ? Optional.empty() : Optional.of(certificates.file(client + ".key")));
  }

  private Path pem(String name) {
    return certificates.file(name + ".pem");
  }

  private SSLContext server(String name) throws IOException {
    return options("ca", name).context();
  }

  private PushReport push(URI uri, TlsOptions options) throws IOException {
    return source.push(ReceiverAddress.parse(uri.toString(), SECRET, options), recorder, "main");
  }

  /** Pushes in vain: nothing is asked over the connection, and nothing is tried twice. */
  private PushException refusal(FakeServer server, URI uri, TlsOptions options) {
    PushException refusal = catchThrowableOfType(PushException.class, () -> push(uri, options));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Cause.RECEIVER);
    assertThat(refusal).message().contains(uri.toString()).doesNotContain(SECRET);
    assertThat(recorder.retries()).isEmpty();
    assertThat(server.requests()).isEmpty();
    return refusal;
  }

  @Test
  void anAuthorityThatIsGivenIsTrusted() throws IOException {
    try (FakeServer server = FakeServer.answering(server("server"), false, answer)) {
      assertThat(push(server.uri(), options("ca", "")).requests()).isEqualTo(1);
      assertThat(server.requests())
          .extracting(FakeServer.Request::authorization)
          .containsExactly("Bearer " + SECRET);
    }
  }

  @Test
  void anAuthorityThatTheSystemDoesNotKnowIsRefused() throws IOException {
    try (FakeServer server = FakeServer.answering(server("server"), false, answer)) {
      assertThat(refusal(server, server.uri(), options("", "")))
          .message()
          .contains("certificate")
          .contains("no authority that is trusted");
    }
  }

  @Test
  void anotherAuthorityThanTheOneGivenIsRefused() throws IOException {
    try (FakeServer server = FakeServer.answering(server("server"), false, answer)) {
      assertThat(refusal(server, server.uri(), options("stranger", "")))
          .message()
          .contains("certificate")
          .contains("no authority that is trusted");
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws IOException {
    try (FakeServer server = FakeServer.answering(server("elsewhere"), false, answer)) {
      assertThat(refusal(server, server.uri(), options("ca", "")))
          .message()
          .contains("certificate")
          .contains("127.0.0.1");
    }
  }

  @Test
  void aClientCertificateIsShown() throws IOException {
    try (FakeServer server = FakeServer.answering(server("server"), true, answer)) {
      assertThat(push(server.uri(), options("ca", "client")).requests()).isEqualTo(1);
    }
  }

  // A server that hangs up may be faster than its reason: then it is tried again in vain.
  @ParameterizedTest
  @ValueSource(strings = {"", "strange-client"})
  void aClientCertificateThatIsMissingOrOfAnotherAuthority(String client) throws IOException {
    try (FakeServer server = FakeServer.answering(server("server"), true, answer)) {
      PushException refusal =
          catchThrowableOfType(
              PushException.class, () -> push(server.uri(), options("ca", client)));
      assertThat(refusal.reason()).isEqualTo(Cause.RECEIVER);
      assertThat(refusal).message().contains(server.uri().toString(), "client certificate");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void httpsToAReceiverThatSpeaksHttpOnly(@TempDir Path directory) throws Exception {
    try (Production production = Production.in(directory)) {
      URI uri = URI.create("https://127.0.0.1:" + production.uri().getPort());
      PushException refusal =
          catchThrowableOfType(PushException.class, () -> push(uri, options("ca", "")));
      assertThat(refusal).message().contains(uri.toString(), "does not speak TLS", "http://");
      assertThat(recorder.retries()).isEmpty();
    }
  }
}
