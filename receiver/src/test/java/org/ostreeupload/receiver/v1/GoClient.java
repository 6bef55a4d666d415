// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.History;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * The original client, request by request: it asks for everything in one list, sends everything in
 * one request, and never looks at the last answer. That answer is kept here for the test to see.
 */
final class GoClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI receiver;
  private final String token;
  private final Path repository;

  /** A client that pushes from an archive repository. */
  GoClient(URI receiver, String token, Path repository) {
    this.receiver = receiver;
    this.token = token;
    this.repository = repository;
  }

  /**
   * What happened in a push.
   *
   * @param id the queue entry; empty if there was nothing to do
   * @param announced the objects of the list
   * @param sent the objects that were missing and sent
   * @param status the status of the upload, which the client does not look at
   * @param text what was answered to it
   */
  record Run(String id, List<String> announced, List<String> sent, int status, String text) {}

  /** Where a branch shall move. */
  record Heads(String server, String client) {}

  /** Pushes branches. The client says "Done!" if this returns. */
  Run push(String... branches) throws Exception {
    Map<String, Heads> moves = new LinkedHashMap<>();
    Map<String, String> revs = revs();
    for (String branch : branches) {
      String head = head(branch);
      String server = revs.getOrDefault(branch, "");
      if (!server.equals(head)) {
        moves.put(branch, new Heads(server, head));
      }
    }
    if (moves.isEmpty()) {
      return new Run("", List.of(), List.of(), 0, "");
    }
    List<String> announced = objects(moves);
    String id = queue(moves, announced);
    try {
      List<String> missing = missing(id);
      HttpResponse<String> answer = upload(id, form(missing).end());
      return new Run(id, announced, missing, answer.statusCode(), answer.body());
    } catch (IOException e) {
      var _ = discard(id);
      throw e;
    }
  }

  /** Where the receiver's branches point. */
  Map<String, String> revs() throws Exception {
    HttpResponse<String> answer = send("GET", "info", BodyPublishers.noBody());
    JsonNode info = json(answer);
    assertThat(info.get("mode").asText()).isEqualTo("archive");
    Map<String, String> revs = new LinkedHashMap<>();
    info.get("revs").properties().forEach(rev -> revs.put(rev.getKey(), rev.getValue().asText()));
    return revs;
  }

  /** The head of a branch of the client's repository. */
  String head(String branch) throws IOException {
    return open().refs().head(new RefName(branch)).orElseThrow().toString();
  }

  private Repository open() throws IOException {
    return Repository.open(repository);
  }

  /** All objects of all commits between the heads, with the extensions of their files. */
  List<String> objects(Map<String, Heads> moves) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    Repository source = open();
    Closure closure =
        new Closure(
            source.objects(),
            name -> names.add(name.toString().replaceFirst("\\.file$", ".filez")));
    for (Heads heads : moves.values()) {
      History history =
          History.of(
              source.objects(),
              Checksum.parse(heads.client),
              commit -> commit.toString().equals(heads.server));
      for (Checksum commit : history.commits()) {
        closure.walk(commit, Optional.empty());
      }
    }
    return List.copyOf(names);
  }

  /** Makes a queue entry, which must work; its id. */
  String queue(Map<String, Heads> moves, List<String> objects) throws Exception {
    return json(tryQueue(moves, objects)).get("id").asText();
  }

  HttpResponse<String> tryQueue(Map<String, Heads> moves, List<String> objects) throws Exception {
    ObjectNode request = JSON.createObjectNode();
    request.set("refs", JSON.valueToTree(moves));
    request.set("objects", JSON.valueToTree(objects));
    return send("POST", "queue", BodyPublishers.ofString(JSON.writeValueAsString(request)));
  }

  List<String> missing(String id) throws Exception {
    List<String> names = new ArrayList<>();
    json(tryMissing(id)).get("objects").forEach(name -> names.add(name.asText()));
    return names;
  }

  HttpResponse<String> tryMissing(String id) throws Exception {
    return send("GET", "queue/" + id, BodyPublishers.noBody());
  }

  /** The body that sends objects. */
  Form form(List<String> names) throws IOException {
    Form form = new Form();
    for (String name : names) {
      form.object(ObjectFile.of(repository, name));
    }
    return form;
  }

  /** Sends a body in chunks. */
  HttpResponse<String> upload(String id, InputStream body) throws Exception {
    return send(
        "PUT",
        "queue/" + id,
        BodyPublishers.ofInputStream(() -> body),
        "Content-Type",
        Form.MEDIA_TYPE);
  }

  HttpResponse<String> discard(String id) throws Exception {
    return send("DELETE", "queue/" + id, BodyPublishers.noBody());
  }

  HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(receiver.resolve("/api/v1/" + path))
            .timeout(PATIENCE)
            .method(method, body)
            .header("User-Agent", "Go-http-client/1.1");
    if (!token.isEmpty()) {
      request.header("Authorization", "BEARER " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
