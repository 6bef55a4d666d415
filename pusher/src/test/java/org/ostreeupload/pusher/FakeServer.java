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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server that gives the answers it was told to give, whatever it is asked; then the last one. */
final class FakeServer implements AutoCloseable {
  private final HttpServer server;
  private final String scheme;
  private final Deque<Answer> answers = new ArrayDeque<>(); // guarded by itself
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

  /** What is asked. */
  record Request(String method, String path, String authorization) {}

  /** What is answered. */
  record Answer(int status, String type, String location, String body) {
    static Answer of(int status, String type, String body) {
      return new Answer(status, type, "", body);
    }

    static Answer redirect(int status, String location) {
      return new Answer(status, "text/html", location, "");
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

  private FakeServer(HttpServer server, String scheme, List<Answer> answers) {
    this.server = server;
    this.scheme = scheme;
    this.answers.addAll(answers);
    server.createContext("/", this::answer);
    server.start();
  }

  static FakeServer answering(Answer... answers) throws IOException {
    return new FakeServer(HttpServer.create(local(), 0), "http", List.of(answers));
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
    return new FakeServer(server, "https", List.of(answers));
  }

  private static InetSocketAddress local() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream question = exchange.getRequestBody()) {
      question.transferTo(OutputStream.nullOutputStream());
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              authorization == null ? "" : authorization));
      Answer answer = next();
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", answer.type);
      if (!answer.location.isEmpty()) {
        headers.set("Location", answer.location);
      }
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer next() {
    synchronized (answers) {
      return answers.size() == 1 ? answers.element() : answers.remove();
    }
  }

  URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
