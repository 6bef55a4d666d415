// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.receiver.push.Production;
import org.ostreeupload.receiver.v1.GoClient.Heads;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.tokens.RefPattern;

/** What is refused when a push is opened, and to whom. */
class QueueTest {
  private static final String SOME = "0123456789abcdef".repeat(4);
  private static final Heads NEW = new Heads("", SOME);
  private static final int MAX_JSON = 10 << 20;

  @TempDir private Path directory;
  private Production production;
  private GoClient client;
  private final ErrorStream log = new ErrorStream();

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    client = client("builder");
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    production.close();
    log.close();
  }

  private GoClient client(String token) {
    return new GoClient(production.receiver().uri(), token, directory);
  }

  private String refused(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.body()).endsWith("\n").hasLineCount(1);
    assertThat(production.staged()).isEmpty();
    return answer.body();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send("POST", "queue", BodyPublishers.ofString(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong", "expired"})
  void refusesEveryRequestWithoutAGoodToken(String token) throws Exception {
    try (GoClient stranger = client(token)) {
      for (String request :
          List.of("GET info", "POST queue", "GET queue/x", "PUT queue/x", "DELETE queue/x")) {
        String[] words = request.split(" ", 2);
        HttpResponse<String> answer = stranger.send(words[0], words[1], BodyPublishers.noBody());
        assertThat(refused(answer, 401)).contains("token");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      }
    }
  }

  @Test
  void aPushIsUnknownToEveryTokenButItsOwn() throws Exception {
    String id = client.queue(Map.of("main", NEW), List.of());
    try (GoClient other = client("other")) {
      assertThat(other.tryMissing(id).statusCode()).isEqualTo(404);
      assertThat(other.upload(id, new Form().end()).statusCode()).isEqualTo(404);
      assertThat(other.discard(id).statusCode()).isEqualTo(404);
    }
    assertThat(client.missing(id)).isEmpty();
  }

  @Test
  void aTokenForSomeRefsPushesToNoOther() throws Exception {
    try (GoClient developer = client("developer")) {
      Map<String, Heads> moves = Map.of("dev/x", NEW, "main", NEW);
      assertThat(refused(developer.tryQueue(moves, List.of()), 403)).contains("'main'");
      assertThat(developer.queue(Map.of("dev/x", NEW), List.of())).isNotEmpty();
    }
  }

  @Test
  @Timeout(60)
  void whatATokenMayNoLongerDoItMayNotDoInAnOpenPush() throws Exception {
    String id = client.queue(Map.of("main", NEW), List.of());

    production.replaceTokens(
        Production.entry("builder").withRefs(List.of(new RefPattern("dev/*"))));
    HttpResponse<String> answer = client.tryMissing(id);
    while (answer.statusCode() == 200) {
      answer = client.tryMissing(id);
    }

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("'builder'", "'main'");
    assertThat(client.upload(id, new Form().end()).statusCode()).isEqualTo(403);
    assertThat(client.discard(id).statusCode()).isEqualTo(200);
    production.assertSound();
  }

  @Test
  void saysHowToPushFromABareRepository() throws Exception {
    HttpResponse<String> answer =
        client.tryQueue(Map.of("main", NEW), List.of(SOME + ".commit", SOME + ".file"));

    assertThat(refused(answer, 400)).contains(SOME + ".file", "archive repository");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"refs\":{}}",
        "{\"refs\":{},\"objects\":[]}",
        "{\"refs\":null,\"objects\":[]}",
        "{\"refs\":{\"a\":null},\"objects\":[]}",
        "{\"refs\":{\"a\":{}},\"objects\":[]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"\"}},\"objects\":[]}",
        "{\"refs\":{\"a\":{\"server\":\"x\",\"client\":\"SOME\"}},\"objects\":[]}",
        "{\"refs\":{\"a\":{\"server\":null,\"client\":\"SOME\"}},\"objects\":[]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}}}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":null}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":\"SOME.commit\"}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[null]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[[]]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[{}]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[1]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[]}}",
        "{\"refs\":{\"../a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[]}",
        "{\"refs\":{\"a\\nb\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[]}",
        "{\"refs\":{\"\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"},\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[]}",
        "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"SOME\"}},\"objects\":[\"a\\nb\"]}",
        "{\"refs\\n\":\\n"
      })
  void refusesWhatIsNoRequest(String body) throws Exception {
    refused(post(body.replace("SOME", SOME)), 400);
  }

  @Test
  void aRequestHasALimit() throws Exception {
    String rest = "{\"refs\":{\"a\":{\"server\":\"\",\"client\":\"" + SOME + "\"}},\"objects\":[]}";
    String most = " ".repeat(MAX_JSON - rest.length()) + rest;

    assertThat(refused(post(most + " "), 413)).contains("10485760");
    assertThat(refused(post(most.repeat(2)), 413)).contains("10485760");
    assertThat(post(most).statusCode()).isEqualTo(200);
  }

  @Test
  void aListMayBeAsLongAsARequest() throws Exception {
    List<String> names =
        IntStream.range(0, 140_000)
            .mapToObj(i -> new Checksum(i, 2, 3, 4) + (i % 2 == 0 ? ".filez" : ".dirtree"))
            .toList();

    String id = client.queue(Map.of("main", NEW), names);

    assertThat(client.missing(id)).isEqualTo(names);
    assertThat(client.missing(id)).isEqualTo(names);
  }

  @Test
  void goesOnWithThePushOfWhoWantsTheSame() throws Exception {
    String id = client.queue(Map.of("main", NEW), List.of(SOME + ".commit"));

    assertThat(client.queue(Map.of("main", NEW), List.of())).isEqualTo(id);
    assertThat(client.missing(id)).isEmpty();
    assertThat(client.queue(Map.of("main", NEW, "other", NEW), List.of())).isNotEqualTo(id);
    try (GoClient other = client("other")) {
      assertThat(other.queue(Map.of("main", NEW), List.of())).isNotEqualTo(id);
    }
  }

  @Test
  void refusesABranchThatIsElsewhere() throws Exception {
    Heads elsewhere = new Heads(SOME.replace('0', 'f'), SOME);

    String text = refused(client.tryQueue(Map.of("main", elsewhere), List.of()), 409);

    assertThat(text).contains("'main'", "no commit", elsewhere.server());
  }

  @Test
  void whatIsNoRequestIsRefusedInTextToo() throws Exception {
    refused(client.send("GET", "nothing", BodyPublishers.noBody()), 404);
    refused(client.send("PATCH", "info", BodyPublishers.noBody()), 404);
    refused(client.send("GET", "queue/..%2f..", BodyPublishers.noBody()), 404);
    assertThat(Files.exists(production.repository())).isTrue();
  }
}
