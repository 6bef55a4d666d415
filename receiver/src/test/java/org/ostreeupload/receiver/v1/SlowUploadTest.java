// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.receiver.push.MovableClock;
import org.ostreeupload.receiver.push.Production;
import org.ostreeupload.receiver.push.PushSessions;
import org.ostreeupload.receiver.push.RawConnection;
import org.ostreeupload.receiver.v1.GoClient.Heads;
import org.ostreeupload.store.Repository;
import org.ostreeupload.testdata.LiveTree;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.tokens.Token;
import org.ostreeupload.tokens.TokenAuthority;
import org.ostreeupload.tokens.TokenEntry;
import org.ostreeupload.tokens.TokenFile;
import org.ostreeupload.tokens.TokenFileException;
import org.ostreeupload.tokens.TokenId;
import org.ostreeupload.tokens.TokenSet;

/** How long an upload may take, by a clock that the test moves. */
class SlowUploadTest {
  private static final Duration IDLE = Duration.ofMinutes(10);

  @TempDir private Path directory;
  private final MovableClock clock = new MovableClock();
  private Ostree source;
  private Ostree production;
  private PushSessions sessions;
  private Javalin server;
  private URI address;
  private GoClient client;

  @BeforeEach
  void start() throws Exception {
    production = Ostree.in(directory.resolve("production")).init("archive");
    source = Ostree.in(directory.resolve("source")).init("archive");
    Path tokens = directory.resolve("tokens.yaml");
    TokenFile.at(tokens)
        .append(TokenEntry.issue(new TokenId("builder"), Token.parse("builder"), clock.instant()));
    Authenticator authenticator =
        new Authenticator(TokenAuthority.open(tokens, clock, new Silence()));
    sessions =
        new PushSessions(Repository.open(production.repository()), authenticator, IDLE, clock);
    server =
        Javalin.create(
                config -> QueueApi.addTo(config.routes, sessions, authenticator, Limits.DEFAULT))
            .start("127.0.0.1", 0);
    address = URI.create("http://127.0.0.1:" + server.port());
    client = new GoClient(address, "builder", source.repository());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.stop();
    sessions.close();
  }

  private String commit() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    byte[] large = new byte[1 << 20];
    new Random(10).nextBytes(large);
    Files.write(tree.resolve("large"), large);
    return source.commit("main", tree);
  }

  private String queue(String commit) throws Exception {
    Map<String, Heads> moves = Map.of("main", new Heads("", commit));
    return client.queue(moves, client.objects(moves));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void sendChunk(RawConnection connection, byte[] bytes) throws Exception {
    connection.send(ascii(Integer.toHexString(bytes.length) + "\r\n"));
    connection.send(bytes).send(ascii("\r\n"));
  }

  private boolean isHalfStaged() throws IOException {
    for (Path file : LiveTree.files(production.repository().resolve(".ostree-upload"))) {
      if (file.toString().contains("/incoming/") && LiveTree.sizeOrNone(file) > 1 << 18) {
        return true;
      }
    }
    return false;
  }

  @Test
  void anUploadGoesOnHoweverLongItTakes() throws Exception {
    String commit = commit();
    String id = queue(commit);
    try (RawConnection connection = new RawConnection(address);
        InputStream body = client.form(client.missing(id)).end()) {
      connection.head(
          "PUT",
          "/api/v1/queue/" + id,
          "Content-Type",
          Form.MEDIA_TYPE,
          "Transfer-Encoding",
          "chunked");
      sendChunk(connection, body.readNBytes(1 << 19));
      Production.await(this::isHalfStaged);
      clock.advance(IDLE.multipliedBy(10));
      sessions.expire();

      sendChunk(connection, body.readAllBytes());
      connection.send(ascii("0\r\n\r\n"));
      assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
    }
    assertThat(production.revParse("main")).isEqualTo(commit);
    production.fsck().orThrow();
  }

  @Test
  void aPushThatNobodyUsesIsForgotten() throws Exception {
    String commit = commit();
    String id = queue(commit);
    assertThat(client.missing(id)).hasSize(4);

    clock.advance(IDLE.plusNanos(1));
    sessions.expire();

    assertThat(sessions.repository().layout().staging()).isEmptyDirectory();
    assertThat(queue(commit)).isNotEqualTo(id);
  }

  /** Hears nothing of the token file. */
  private static final class Silence implements TokenAuthority.Listener {
    @Override
    public void reloaded(TokenSet tokens) {}

    @Override
    public void reloadFailed(TokenFileException problem) {
      throw new AssertionError(problem);
    }
  }
}
