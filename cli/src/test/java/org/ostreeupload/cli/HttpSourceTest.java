// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.fsck.ObjectSource.Copy;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

class HttpSourceTest {
  private static final Timeout PATIENCE = Timeout.ofSeconds(30);
  private static final Checksum CHECKSUM = Checksum.ofBytes(new byte[] {1});
  private static final ObjectName FILE = ObjectName.file(CHECKSUM);

  @TempDir private Path dir;

  private static String path(String extension) {
    String hex = CHECKSUM.toString();
    return "/objects/" + hex.substring(0, 2) + "/" + hex.substring(2) + "." + extension;
  }

  private static Optional<String> get(HttpSource source, ObjectName name) throws IOException {
    Optional<Copy> copy = source.open(name);
    if (copy.isEmpty()) {
      return Optional.empty();
    }
    assertThat(copy.get().form()).isEqualTo(Form.ARCHIVE);
    try (InputStream in = copy.get().bytes()) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void asksAsClientsDo() throws Exception {
    for (String extension : new String[] {"filez", "dirtree", "dirmeta", "commit"}) {
      Path file = dir.resolve("os/repo" + path(extension));
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, "it is a " + extension);
    }
    try (FileServer server = FileServer.of(dir);
        HttpSource source = HttpSource.of(server.address() + "/os/repo//", PATIENCE)) {
      assertThat(get(source, FILE)).contains("it is a filez");
      assertThat(get(source, ObjectName.dirTree(CHECKSUM))).contains("it is a dirtree");
      assertThat(get(source, ObjectName.dirMeta(CHECKSUM))).contains("it is a dirmeta");
      assertThat(get(source, ObjectName.commit(CHECKSUM))).contains("it is a commit");
      assertThat(get(source, ObjectName.file(Checksum.ofBytes(new byte[0])))).isEmpty();
      assertThat(source.toString()).isEqualTo(server.address() + "/os/repo");
      assertThat(server.requests()).hasSize(5).contains("/os/repo" + path("filez"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void someAnswersMeanThatItIsNotThere(int status) throws Exception {
    try (FileServer server = FileServer.of(exchange -> exchange.sendResponseHeaders(status, -1));
        HttpSource source = HttpSource.of(server.address(), PATIENCE)) {
      assertThat(source.open(FILE)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {206, 400, 401, 429, 500, 503})
  void othersMeanThatNobodyKnows(int status) throws Exception {
    try (FileServer server = FileServer.of(exchange -> exchange.sendResponseHeaders(status, -1));
        HttpSource source = HttpSource.of(server.address(), PATIENCE)) {
      assertThatThrownBy(() -> source.open(FILE))
          .isInstanceOf(IOException.class)
          .hasMessage("it answers with status " + status);
    }
  }

  private static FileServer redirecting(String location) throws IOException {
    return FileServer.of(
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  @Test
  void followsRedirectsToOtherServers() throws Exception {
    Files.writeString(dir.resolve("elsewhere"), "found");
    try (FileServer other = FileServer.of(dir);
        FileServer server = redirecting(other.address() + "/elsewhere");
        HttpSource source = HttpSource.of(server.address(), PATIENCE)) {
      assertThat(get(source, FILE)).contains("found");
    }
  }

  @Test
  void followsNoRedirectToAnotherScheme() throws Exception {
    try (ServerSocket secure = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FileServer server = redirecting("https://127.0.0.1:" + secure.getLocalPort() + "/x");
        HttpSource source = HttpSource.of(server.address(), Timeout.ofSeconds(2))) {
      assertThatThrownBy(() -> source.open(FILE))
          .isInstanceOf(IOException.class)
          .hasMessage("it answers with status 302");
      secure.setSoTimeout(1);
      assertThatThrownBy(secure::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "no scheme:"})
  void followsNoRedirectToWhereItCannotGo(String location) throws Exception {
    try (FileServer server = redirecting(location);
        HttpSource source = HttpSource.of(server.address(), PATIENCE)) {
      assertThatThrownBy(() -> source.open(FILE)).isInstanceOf(IOException.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void doesNotRunInCircles() throws Exception {
    try (FileServer server = redirecting("/again");
        HttpSource source = HttpSource.of(server.address(), PATIENCE)) {
      assertThatThrownBy(() -> source.open(FILE)).isInstanceOf(IOException.class);
      assertThat(server.requests()).hasSizeLessThan(10);
    }
  }

  @Test
  void doesNotWaitForSilentServers() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (FileServer server =
            FileServer.of(
                exchange -> {
                  if (exchange.getRequestURI().getPath().endsWith("filez")) {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                  }
                  await(end);
                });
        HttpSource source = HttpSource.of(server.address(), Timeout.ofMilliseconds(200))) {
      assertThatThrownBy(() -> source.open(ObjectName.commit(CHECKSUM)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(source, FILE)).isInstanceOf(IOException.class);
      end.countDown();
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void leavesABodyWithoutEndAtOnce() throws Exception {
    byte[] piece = new byte[1 << 16];
    CountDownLatch hungUp = new CountDownLatch(1);
    try (FileServer server =
            FileServer.of(
                exchange -> {
                  exchange.sendResponseHeaders(200, 0);
                  try {
                    while (true) {
                      exchange.getResponseBody().write(piece);
                    }
                  } catch (IOException e) {
                    hungUp.countDown();
                  }
                });
        HttpSource source = HttpSource.of(server.address(), PATIENCE)) {
      try (InputStream in = source.open(FILE).orElseThrow().bytes()) {
        assertThat(in.readNBytes(100)).hasSize(100);
      }
      hungUp.await();
    }
  }

  @Test
  void bodyThatEndsTooEarlyIsAFailure() throws Exception {
    try (FileServer server =
            FileServer.of(
                exchange -> {
                  exchange.sendResponseHeaders(200, 100);
                  exchange.getResponseBody().write(1);
                });
        HttpSource source = HttpSource.of(server.address(), PATIENCE)) {
      assertThatThrownBy(() -> get(source, FILE)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void bodyThatDripsIsAFailureAfterAMinute() throws Exception {
    ClassicHttpResponse response = new BasicClassicHttpResponse(200);
    response.setEntity(new ByteArrayEntity(new byte[100_000], ContentType.DEFAULT_BINARY));
    AtomicLong now = new AtomicLong();
    HttpGet request = new HttpGet("http://localhost/");
    try (InputStream in = new ResponseStream(request, response, now::get)) {
      now.set(TimeUnit.SECONDS.toNanos(59));
      assertThat(in.read()).isZero();
      now.set(TimeUnit.SECONDS.toNanos(61));
      assertThat(in.read(new byte[70_000])).isEqualTo(70_000);
      now.set(TimeUnit.SECONDS.toNanos(90));
      assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("too slow");
    }
    assertThat(request.isAborted()).isTrue();
  }

  @Test
  void namesAHostThatIsNotThere() throws Exception {
    try (HttpSource source = HttpSource.of("http://host.invalid", PATIENCE)) {
      assertThatThrownBy(() -> source.open(FILE))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("unknown host host.invalid");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http:///repo",
        "http://host:99999/",
        "http://user:secret@host/",
        "https://host/repo?x",
        "https://host/repo#x",
        "http://ho st/"
      })
  void refusesWhatIsNoAddress(String address) {
    assertThat(HttpSource.isAddress(address)).isTrue();
    assertThatThrownBy(() -> HttpSource.of(address, PATIENCE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--repair-from: '" + address + "'");
  }

  @Test
  void tellsAddressesFromPaths() {
    assertThat(HttpSource.isAddress("HTTPS://host")).isTrue();
    assertThat(HttpSource.isAddress("http")).isFalse();
    assertThat(HttpSource.isAddress("./http:repo")).isFalse();
    assertThat(HttpSource.isAddress("/srv/repo")).isFalse();
  }
}
