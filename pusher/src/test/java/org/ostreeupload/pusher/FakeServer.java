// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server that gives the answers it was told to give. */
final class FakeServer implements AutoCloseable {
  private final HttpServer server;
  private final String scheme;
  private final Function<Request, Answer> script;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

  /**
   * What is asked.
   *
   * @param body as if it were text, each byte a character
   */
  record Request(String method, String path, String authorization, String body) {}

  /**
   * What is answered.
   *
   * @param body text of which each character is a byte
   */
  record Answer(int status, String type, Map<String, String> headers, String body) {
    static Answer of(int status, String type, String body) {
      return new Answer(status, type, Map.of(), body);
    }

    static Answer redirect(int status, String location) {
      return of(status, "text/html", "").with("Location", location);
    }

    /** A refusal as a receiver gives it. */
    static Answer problem(int status, String code, boolean retryable) {
      return of(
          status,
          "application/problem+json",
          """
          {"code": "%s", "detail": "the detail of %s", "status": %d, "retryable": %s}
          """
              .formatted(code, code, status, retryable));
    }

    /** The same with a header field. */
    Answer with(String header, String value) {
      return new Answer(status, type, Map.of(header, value), body);
    }

    /** What a receiver answers when the branch is where it shall be. */
    static Answer nothingToDo(String branch, String commit) {
      return of(
          200,
          "application/json",
          """
          {"idleSeconds": 60, "refs": [{"ref": "%s", "head": "%s"}],
           "limits": {"refs": 10, "namesPerQuestion": 10, "bundledObject": 1000, "bundle": 1000}}
          """
              .formatted(branch, commit));
    }
  }

  private FakeServer(HttpServer server, String scheme, Function<Request, Answer> script) {
    this.server = server;
    this.scheme = scheme;
    this.script = script;
    server.createContext("/", this::answer);
    server.start();
  }

  /** Gives these answers one after the other, whatever it is asked; then the last one. */
  static FakeServer answering(Answer... answers) throws IOException {
    return answering(inTurn(answers));
  }

  /** Gives the answers that a script has. */
  static FakeServer answering(Function<Request, Answer> script) throws IOException {
    return new FakeServer(HttpServer.create(local(), 0), "http", script);
  }

  /** A script of answers one after the other, whatever is asked; then the last one. */
  static Function<Request, Answer> inTurn(Answer... answers) {
    Queue<Answer> left = new ConcurrentLinkedQueue<>(List.of(answers));
    return request -> {
      Answer next = left.poll();
      return next == null ? answers[answers.length - 1] : next;
    };
  }

  /** Answers over TLS; {@code needClientAuth} says whether clients must show a certificate. */
  static FakeServer answering(SSLContext context, boolean needClientAuth, Answer... answers)
      throws IOException {
    HttpsServer server = HttpsServer.create(local(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = context.getDefaultSSLParameters();
            tls.setNeedClientAuth(needClientAuth);
            parameters.setSSLParameters(tls);
          }
        });
    return new FakeServer(server, "https", inTurn(answers));
  }

  private static InetSocketAddress local() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream question = exchange.getRequestBody()) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              authorization == null ? "" : authorization,
              new String(question.readAllBytes(), StandardCharsets.ISO_8859_1));
      requests.add(request);
      Answer answer = script.apply(request);
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", answer.type);
      answer.headers.forEach(headers::set);
      byte[] body = answer.body.getBytes(StandardCharsets.ISO_8859_1);
      exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests with this in their method and path. */
  List<Request> requests(String part) {
    return requests.stream()
        .filter(request -> (request.method + " " + request.path + " ").contains(part))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
