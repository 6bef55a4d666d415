// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/** Calls a receiver, request by request, with one token. */
final class Caller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String token;

  Caller(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  Reply send(String method, String path, byte[] body, String... headers) throws IOException {
    return send(method, path, BodyPublishers.ofByteArray(body), headers);
  }

  /** Sends a body whose length the receiver is not told. */
  Reply sendChunked(String method, String path, InputStream body, String... headers)
      throws IOException {
    return send(method, path, BodyPublishers.ofInputStream(() -> body), headers);
  }

  private Reply send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE).method(method, body);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Reply(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Reply get(String path) throws IOException {
    return send("GET", path, new byte[0]);
  }

  Reply postJson(String path, Object message) throws IOException {
    return send("POST", path, Json.write(message), "Content-Type", "application/json");
  }

  Reply postText(String path, String json) throws IOException {
    return send("POST", path, json.getBytes(StandardCharsets.UTF_8));
  }

  static Wish wish(String ref, String target) {
    return new Wish(new RefName(ref), sum(target), Optional.empty());
  }

  /** Opens a push of one ref and gives its id. */
  String open(String ref, String target) throws IOException {
    return open(wish(ref, target)).id().orElseThrow();
  }

  OpenedPush open(Wish... wishes) throws IOException {
    Reply reply = postJson(Routes.PUSHES, new OpenPush(List.of(wishes)));
    assertThat(reply.status()).as(reply.toString()).isIn(200, 201);
    return reply.message(reply.status(), OpenedPush.class);
  }

  Reply missing(String id, List<ObjectName> names) throws IOException {
    return send("POST", Routes.missing(id), NameStream.write(names));
  }

  Reply bundle(String id, byte[] bundle) throws IOException {
    return send("POST", Routes.objects(id), bundle);
  }

  /** Sends a bundle that must be taken whole. */
  BundleResult deliver(String id, byte[] bundle) throws IOException {
    BundleResult result = bundle(id, bundle).message(200, BundleResult.class);
    assertThat(result.refused()).isEmpty();
    return result;
  }

  Reply publish(String id, Move... moves) throws IOException {
    return postJson(Routes.publish(id), new Publish(List.of(moves)));
  }

  static Move move(String ref, String expected, String target) {
    Optional<Checksum> head = expected.isEmpty() ? Optional.empty() : Optional.of(sum(expected));
    return new Move(new RefName(ref), head, sum(target));
  }

  static Checksum sum(String hex) {
    try {
      return Checksum.parse(hex);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Reply discard(String id) throws IOException {
    return send("DELETE", Routes.push(id), new byte[0]);
  }

  Reply tellOffset(String id, ObjectName name, String form, long length) throws IOException {
    return send(
        "HEAD",
        Routes.object(id, name),
        new byte[0],
        Routes.UPLOAD_FORM,
        form,
        Routes.UPLOAD_LENGTH,
        Long.toString(length));
  }

  Reply sendPiece(String id, ObjectName name, String form, long length, long offset, byte[] piece)
      throws IOException {
    return send(
        "PATCH",
        Routes.object(id, name),
        piece,
        Routes.UPLOAD_FORM,
        form,
        Routes.UPLOAD_LENGTH,
        Long.toString(length),
        Routes.UPLOAD_OFFSET,
        Long.toString(offset));
  }

  /** Does a whole push as it should be; says whether there was anything to do. */
  boolean push(String ref, String commit, Source source) throws IOException {
    OpenedPush opened =
        Json.read(
            postJson(Routes.PUSHES, new OpenPush(List.of(wish(ref, commit)))).body(),
            OpenedPush.class);
    if (opened.id().isEmpty()) {
      return false;
    }
    String id = opened.id().get();
    deliver(id, source.bundle());
    Optional<Checksum> head = opened.refs().getFirst().head();
    publish(id, move(ref, head.map(Checksum::toString).orElse(""), commit))
        .message(200, Published.class);
    return true;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
