// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.ostreeupload.store.Repository;

/** Serves a repository on this machine, and asks itself for its files. */
final class FileServer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Javalin server;
  private final ServedObjectCheck check;
  private final Queue<Request> requests;

  private FileServer(Javalin server, ServedObjectCheck check, Queue<Request> requests) {
    this.server = server;
    this.check = check;
    this.requests = requests;
  }

  /** A request that was answered. */
  record Request(String method, String path, int status) {}

  /** Serves the repository at {@code root}. */
  static FileServer of(Path root) throws IOException {
    return of(Repository.open(root), InstantSource.system());
  }

  /** Serves the repository at {@code root} at a time that stands still. */
  static FileServer of(Path root, Instant now) throws IOException {
    return of(Repository.open(root), () -> now);
  }

  private static FileServer of(Repository repository, InstantSource clock) {
    ServedObjectCheck check = new ServedObjectCheck(repository);
    RepositoryFiles files = new RepositoryFiles(repository, check, clock);
    Queue<Request> requests = new ConcurrentLinkedQueue<>();
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.jetty.host = "127.0.0.1";
              config.jetty.port = 0;
              config.routes.get("/repo/*", files);
              config.routes.head("/repo/*", files);
              config.requestLogger.http(
                  (context, millis) ->
                      requests.add(
                          new Request(
                              context.method().name(), context.path(), context.statusCode())));
            });
    return new FileServer(server.start(), check, requests);
  }

  /** The address of the repository. */
  String url() {
    return "http://127.0.0.1:" + server.port() + "/repo";
  }

  /** The paths below the repository that were asked for and answered with a status like this. */
  List<String> paths(Predicate<Integer> status) {
    return requests.stream()
        .filter(request -> status.test(request.status()))
        .map(request -> request.path().replaceFirst("^/repo/", ""))
        .toList();
  }

  /** Forgets what was asked for until now. */
  void forget() {
    requests.clear();
  }

  /** Asks for a path below the repository. */
  Answer get(String path, String... fields) throws IOException {
    return request("GET /repo/" + path, fields);
  }

  /** Asks for the header of a path below the repository. */
  Answer head(String path, String... fields) throws IOException {
    return request("HEAD /repo/" + path, fields);
  }

  /** Sends bytes as they are, and returns what comes until the end of the connection. */
  String exchange(String requests) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.UTF_8));
      byte[] answers = socket.getInputStream().readAllBytes();
      return new String(answers, StandardCharsets.ISO_8859_1);
    }
  }

  /** Sends a request, and reads to the end of the connection. */
  Answer request(String methodAndPath, String... fields) throws IOException {
    try (Socket socket = connect(methodAndPath, fields)) {
      byte[] answer = socket.getInputStream().readAllBytes();
      return Answer.parse(new String(answer, StandardCharsets.ISO_8859_1));
    }
  }

  /** Sends a request; the caller reads the answer and closes the socket. */
  Socket connect(String methodAndPath, String... fields) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    StringBuilder request = new StringBuilder(methodAndPath).append(" HTTP/1.1\r\n");
    request.append("Host: localhost\r\nConnection: close\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    return socket;
  }

  @Override
  public void close() {
    server.stop();
    check.close();
  }
}
