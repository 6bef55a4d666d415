// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ostreeupload.receiver.push.Caller.move;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.testdata.Ostree;

/** How a receiver begins and ends, and what it says to those who ask for nothing that it has. */
class ReceiverTest {
  @TempDir private Path directory;

  @Test
  void finishesAPublishThatIsRunningWhenItIsClosed() throws Exception {
    Production production = Production.start(directory);
    Caller caller = production.builder();
    Source source = Source.make(directory.resolve("source"));
    String commit = source.commit("main", "first");
    String id = caller.open("main", commit);
    caller.deliver(id, source.bundle());
    URI uri = production.receiver().uri();
    byte[] question = Json.write(new Publish(List.of(move("main", "", commit))));
    try (RawConnection connection = production.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Void> closed;
      try (Repository.Exclusive _ = production.opened().lockPublishing()) {
        connection.head(
            "POST", Routes.publish(id), "Content-Length", Integer.toString(question.length));
        connection.send(question);
        Production.await(() -> !answers(threads, () -> caller.missing(id, List.of())));
        closed =
            threads.submit(
                () -> {
                  production.close();
                  return null;
                });
        Production.await(() -> refusesConnections(uri));
        assertThat(closed.isDone()).isFalse();
      }
      assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
      closed.get();
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    production.assertSound();
  }

  /** Says whether a request is answered soon: while a push publishes, others of it wait. */
  private static boolean answers(ExecutorService threads, Callable<Reply> request)
      throws IOException {
    try {
      return threads.submit(request).get(500, TimeUnit.MILLISECONDS) != null;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static boolean refusesConnections(URI uri) {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void keepsWhatWasNotPublishedForTheNextReceiver() throws Exception {
    Source source = Source.make(directory.resolve("source"));
    String commit = source.commit("main", "first");
    Production production = Production.start(directory);
    String id = production.builder().open("main", commit);
    production.builder().deliver(id, source.bundle());

    production.close();

    try (Production again = Production.start(production.ostree(), Limits.DEFAULT)) {
      again.caller("other").bundle(id, source.bundle()).problem(ErrorCode.UNKNOWN_PUSH);
      assertThat(again.builder().open("main", commit)).isEqualTo(id);
      assertThat(again.builder().deliver(id, source.bundle()).stored()).isZero();
      again.builder().publish(id, move("main", "", commit)).message(200, Published.class);
      again.assertServing(source);
    }
  }

  @Test
  void answersAQuestionAgainThatAnEarlierReceiverAnswered() throws Exception {
    Source source = Source.make(directory.resolve("source"));
    String commit = source.commit("main", "first");
    Production production = Production.start(directory);
    String id = production.builder().open("main", commit);
    production.builder().deliver(id, source.bundle());
    Published first =
        production.builder().publish(id, move("main", "", commit)).message(200, Published.class);
    production.close();

    try (Production again = Production.start(production.ostree(), Limits.DEFAULT)) {
      assertThat(again.builder().push("main", commit, source)).isFalse();
      Published second =
          again.builder().publish(id, move("main", "", commit)).message(200, Published.class);
      assertThat(second).isEqualTo(first);
      again.builder().publish(id, move("other", "", commit)).problem(ErrorCode.UNKNOWN_PUSH);
      again.caller("other").publish(id, move("main", "", commit)).problem(ErrorCode.UNKNOWN_PUSH);

      assertThat(again.builder().discard(id).status()).isEqualTo(204);
      again.builder().publish(id, move("main", "", commit)).problem(ErrorCode.UNKNOWN_PUSH);
    }
  }

  @Test
  void deletesWhatAKilledReceiverLeftBehind() throws Exception {
    Path repository = directory.resolve("production");
    Ostree ostree = Ostree.in(repository).init("archive");
    Path left =
        Files.createDirectories(repository.resolve(".ostree-upload/staging/some-id/incoming"));
    Files.writeString(left.resolve("1"), "half");
    Files.writeString(repository.resolve(".ostree-upload/some-id.lock"), "");

    try (Production production = Production.start(ostree, Limits.DEFAULT)) {
      production.assertSound();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare-user", "bare-user-only"})
  void doesNotStartOnARepositoryThatCannotBePublishedTo(String mode) {
    Ostree ostree = Ostree.in(directory.resolve("production")).init(mode);

    assertThatThrownBy(() -> Production.start(ostree, Limits.DEFAULT))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(mode)
        .hasMessageContaining("--mode=archive");
  }

  @Test
  void doesNotStartOnAnAddressThatIsTaken() throws Exception {
    Ostree ostree = Ostree.in(directory.resolve("production")).init("archive");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> Production.start(ostree, Limits.DEFAULT, port))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
    }
    assertThat(directory.resolve("production/.ostree-upload")).doesNotExist();
  }

  @Test
  void saysThatNothingIsThere() throws Exception {
    List<String> requests =
        List.of(
            "GET /",
            "GET /nowhere",
            "GET /api/v2/pushes",
            "PUT /api/v2/pushes",
            "POST /ping",
            "GET /api/v3/capabilities",
            "DELETE /api/v2/pushes",
            "BREW /coffee",
            "POST /repo/config");
    try (Production production = Production.start(directory)) {
      for (String request : requests) {
        String[] words = request.split(" ", -1);
        Reply reply = production.builder().send(words[0], words[1], new byte[0]);

        assertThat(reply.problem(ErrorCode.NOT_FOUND).detail()).contains(request);
      }
    }
  }

  @Test
  void refusesWhatIsNoHttp() throws Exception {
    List<String> requests =
        List.of(
            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v2/pushes/%00/objects HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v2/pushes/%ff/objects HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "POST /api/v2/pushes HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "\0\0\0\r\n\r\n");
    try (Production production = Production.start(directory)) {
      for (String request : requests) {
        try (RawConnection connection = production.connect()) {
          connection.send(request.getBytes(StandardCharsets.US_ASCII));
          assertThat(connection.readHead()).as(request).startsWith("HTTP/1.1 400");
        }
      }
      assertThat(production.caller("").get("/ping").status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatSendsEverythingFirstSeesTheRefusal() throws Exception {
    try (Production production = Production.start(directory)) {
      String unknown = Routes.objects("no-such-push");
      byte[] much = new byte[20 << 20];

      production.builder().send("POST", unknown, much).problem(ErrorCode.UNKNOWN_PUSH);
      production
          .builder()
          .sendChunked("POST", unknown, new ByteArrayInputStream(much))
          .problem(ErrorCode.UNKNOWN_PUSH);
      production.caller("wrong").send("POST", unknown, much).problem(ErrorCode.UNAUTHORIZED);
    }
  }

  @Test
  void aClientThatAsksFirstIsRefusedBeforeItSends() throws Exception {
    try (Production production = Production.start(directory);
        RawConnection connection = production.connect()) {
      connection.head(
          "POST",
          Routes.objects("no-such-push"),
          "Content-Length",
          "1000000",
          "Expect",
          "100-continue");

      assertThat(connection.readHead()).startsWith("HTTP/1.1 404").contains(Routes.PROBLEM);
    }
  }
}
