// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.receiver.push.PushApi;
import org.ostreeupload.receiver.push.PushSessions;
import org.ostreeupload.receiver.serve.RepositoryFiles;
import org.ostreeupload.receiver.serve.ServedObjectCheck;
import org.ostreeupload.receiver.v1.QueueApi;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.tokens.TokenAuthority;

/**
 * The daemon: takes pushes into a repository and serves it.
 *
 * <p>From {@link #start} to {@link #close} it listens on its address. Closing answers the requests
 * that are running and waits for a publish to end; pushes that are open go on when a receiver of
 * the same repository starts again.
 */
public final class Receiver implements AutoCloseable {
  private static final int STOP_MILLIS = 10_000;
  private static final int EXPIRY_SECONDS = 30;

  private final Javalin server;
  private final PushSessions sessions;
  private final ServedObjectCheck check;
  private final ScheduledExecutorService expiry;
  private final String host;

  private Receiver(
      Javalin server,
      PushSessions sessions,
      ServedObjectCheck check,
      ScheduledExecutorService expiry,
      String host) {
    this.server = server;
    this.sessions = sessions;
    this.check = check;
    this.expiry = expiry;
    this.host = host;
  }

  /**
   * Starts a receiver.
   *
   * @throws RepositoryException if the repository cannot be published to
   * @throws IOException if the address cannot be listened on
   */
  public static Receiver start(
      ReceiverOptions options, Repository repository, TokenAuthority tokens, RequestLog log)
      throws IOException {
    requirePublishable(repository);
    Authenticator authenticator = new Authenticator(tokens);
    InstantSource clock = InstantSource.system();
    PushSessions sessions = new PushSessions(repository, authenticator, options.idle(), clock);
    sessions.restore();
    ServedObjectCheck check = new ServedObjectCheck(repository);
    Javalin server =
        Javalin.create(
            config -> {
              configure(config, options);
              config.requestLogger.http(
                  (context, millis) -> log.answered(entry(clock, context, millis.longValue())));
              config.routes.exception(Exception.class, Problems::answer);
              config.routes.exception(HttpResponseException.class, Problems::answerStatus);
              config.routes.after(new UnreadBody());
              config.routes.get(
                  Routes.PING, context -> context.contentType(ContentType.JSON).result("{}"));
              PushApi.addTo(
                  config.routes, sessions, authenticator, options.limits(), options.version());
              QueueApi.addTo(config.routes, sessions, authenticator, options.limits());
              RepositoryFiles files = new RepositoryFiles(repository, check);
              config.routes.get(Routes.REPOSITORY + "/*", files);
              config.routes.head(Routes.REPOSITORY + "/*", files);
            });
    boolean listening = false;
    try {
      listen(server, options);
      listening = true;
    } finally {
      if (!listening) {
        check.close();
        sessions.close();
      }
    }
    ScheduledExecutorService expiry =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("push-expiry").factory());
    var _ =
        expiry.scheduleWithFixedDelay(
            sessions::expire, EXPIRY_SECONDS, EXPIRY_SECONDS, TimeUnit.SECONDS);
    long look = TokenAuthority.CHECK_INTERVAL.toMillis();
    var _ =
        expiry.scheduleWithFixedDelay(tokens::refreshIfChanged, look, look, TimeUnit.MILLISECONDS);
    return new Receiver(server, sessions, check, expiry, options.host());
  }

  /**
   * Checks that a repository is one that a receiver can start for, as far as its configuration
   * goes.
   *
   * @throws RepositoryException if it is not
   */
  public static void requirePublishable(Repository repository) throws RepositoryException {
    if (repository.config().mode() != RepositoryMode.ARCHIVE) {
      throw new RepositoryException(
          "repository "
              + repository.layout().root()
              + " has mode "
              + repository.config().mode()
              + "; only an archive repository can be published to"
              + " (ostree init --mode=archive makes one)");
    }
  }

  private static void configure(JavalinConfig config, ReceiverOptions options) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.concurrency.useVirtualThreads = true;
    config.http.generateEtags = false;
    config.http.defaultContentType = Routes.BINARY;
    if (!options.host().isEmpty()) {
      config.jetty.host = options.host();
    }
    config.jetty.port = options.port();
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
        });
    config.jetty.modifyServer(jetty -> jetty.setStopTimeout(STOP_MILLIS));
  }

  private static void listen(Javalin server, ReceiverOptions options) throws IOException {
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new IOException(
          "cannot listen on "
              + (options.host().isEmpty() ? "" : options.host())
              + ":"
              + options.port()
              + ": "
              + reason(e),
          e);
    }
  }

  /** What the deepest of the causes says: those above it only say that it did not work. */
  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
  }

  private static RequestLog.Entry entry(InstantSource clock, Context context, long millis) {
    String token = context.attribute(Authenticator.TOKEN_ID);
    return new RequestLog.Entry(
        clock.instant(),
        context.ip(),
        token == null ? "" : token,
        context.method().name(),
        context.path(),
        context.statusCode(),
        millis);
  }

  /** The address of the receiver, for a client on this machine. */
  public URI uri() {
    String name = host.isEmpty() ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + server.port());
  }

  @Override
  public void close() throws IOException {
    expiry.shutdownNow();
    server.stop();
    check.close();
    sessions.close();
  }
}
