// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.receiver.Receiver;
import org.ostreeupload.receiver.ReceiverOptions;
import org.ostreeupload.receiver.RequestLog;
import org.ostreeupload.store.Repository;
import org.ostreeupload.tokens.TokenAuthority;
import org.ostreeupload.tokens.TokenFileException;
import org.ostreeupload.tokens.TokenSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon. */
@Command(
    name = "receive",
    mixinStandardHelpOptions = true,
    description = {
      "Takes pushes into a repository and serves it for 'ostree pull', until it is interrupted.",
      "Clients pull from http://ADDR/repo/."
    })
final class ReceiveCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "ostree-upload.yaml",
      description = "The token file, made by gentoken (default: ${DEFAULT-VALUE}).")
  private Path config = Path.of("");

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "REPO",
      defaultValue = "repo",
      description = "The production repository (default: ${DEFAULT-VALUE}).")
  private Path repo = Path.of("");

  @Option(
      names = {"-a", "--address"},
      paramLabel = "ADDR",
      defaultValue = ":8080",
      description = "Where to listen: :PORT, HOST:PORT or [IPv6]:PORT (default: ${DEFAULT-VALUE}).")
  private String address = "";

  @Option(
      names = {"-v", "--verbose"},
      description = "Log requests for objects of the repository too.")
  private boolean verbose;

  @Option(
      names = "--prune",
      description = "Before listening, delete from the repository what no ref reaches.")
  private boolean prune;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "Give up a push after so long without a request (default: ${DEFAULT-VALUE}).")
  private int idleSeconds;

  ReceiveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ListenAddress listen = ListenAddress.parse(address);
    if (idleSeconds < 1) {
      throw new UsageException("--idle: at least a second, not " + idleSeconds);
    }
    Repository repository = Repository.open(repo);
    Receiver.requirePublishable(repository); // before anything is pruned
    TokenAuthority tokens = TokenAuthority.open(config, InstantSource.system(), new TokenNews());
    if (tokens.tokens().size() == 0) {
      console.say("warning: there is no token in " + config + ", so nobody can push");
    }
    if (!repository.config().fsync()) {
      console.say("warning: core.fsync=false in the repository: a crash can lose what was pushed");
    }
    if (prune) {
      console.say(Pruning.run(repository));
    }
    ReceiverOptions options =
        new ReceiverOptions(
            listen.host(),
            listen.port(),
            Duration.ofSeconds(idleSeconds),
            Limits.DEFAULT,
            console.version());
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (Receiver receiver = Receiver.start(options, repository, tokens, this::log)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(interrupted, closed)));
      console.say("receiving on " + receiver.uri());
      interrupted.await();
      console.say("stopping");
    } finally {
      closed.countDown();
    }
    return ExitStatus.DONE;
  }

  private static void stop(CountDownLatch interrupted, CountDownLatch closed) {
    interrupted.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void log(RequestLog.Entry entry) {
    boolean isPull = entry.path().startsWith(Routes.REPOSITORY + "/") && entry.status() < 500;
    if (isPull && !verbose) {
      return;
    }
    if (console.isErrTerminal()) {
      console.say(
          "%s %s %s %s %d %d ms"
              .formatted(
                  entry.remote(),
                  entry.token().isEmpty() ? "-" : entry.token(),
                  entry.method(),
                  entry.path(),
                  entry.status(),
                  entry.millis()));
    } else {
      console.err().println(new String(Json.write(LogLine.of(entry)), StandardCharsets.UTF_8));
    }
  }

  /** A request as a line of JSON. */
  private record LogLine(
      String time,
      String remote,
      String token,
      String method,
      String path,
      int status,
      long millis) {
    static LogLine of(RequestLog.Entry entry) {
      return new LogLine(
          entry.time().toString(),
          entry.remote(),
          entry.token(),
          entry.method(),
          entry.path(),
          entry.status(),
          entry.millis());
    }
  }

  /** Says what became of the token file. */
  private final class TokenNews implements TokenAuthority.Listener {
    @Override
    public void reloaded(TokenSet tokens) {
      console.say("token file " + config + " read again: " + tokens.size() + " tokens");
    }

    @Override
    public void reloadFailed(TokenFileException problem) {
      console.say(
          "error: the token file changed but cannot be used, the old tokens stay good: "
              + problem.getMessage());
    }
  }
}
