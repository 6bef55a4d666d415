// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.receiver.Receiver;
import org.ostreeupload.receiver.ReceiverOptions;
import org.ostreeupload.receiver.RequestLog;
import org.ostreeupload.store.Repository;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.tokens.RefPattern;
import org.ostreeupload.tokens.Token;
import org.ostreeupload.tokens.TokenAuthority;
import org.ostreeupload.tokens.TokenEntry;
import org.ostreeupload.tokens.TokenFile;
import org.ostreeupload.tokens.TokenFileException;
import org.ostreeupload.tokens.TokenId;
import org.ostreeupload.tokens.TokenSet;

/** A production repository made by the real tool, behind a receiver in this process. */
final class Production implements AutoCloseable {
  private static final int SECONDS = 20;

  private final Ostree ostree;
  private final Token token;
  private final Token narrowToken;
  private final Receiver receiver;

  private final ReentrantLock lock = new ReentrantLock(); // guards the requests
  private final Condition answered = lock.newCondition();
  private final List<RequestLog.Entry> requests = new ArrayList<>();

  private Production(Path directory, Limits limits) throws Exception {
    ostree = Ostree.in(directory.resolve("production")).init("archive");
    // What is durable is not looked at here, and a busy disk takes its time to make it so.
    ostree.run("config", "set", "core.fsync", "false");
    Path tokenFile = directory.resolve("tokens.yaml");
    token = issue(tokenFile, List.of());
    narrowToken = issue(tokenFile, List.of(new RefPattern("allowed/*")));
    receiver =
        Receiver.start(
            new ReceiverOptions("127.0.0.1", 0, Duration.ofHours(1), limits, "test"),
            Repository.open(ostree.repository()),
            TokenAuthority.open(tokenFile, InstantSource.system(), new Silence()),
            this::log);
  }

  static Production in(Path directory) throws Exception {
    return in(directory, Limits.DEFAULT);
  }

  static Production in(Path directory, Limits limits) throws Exception {
    return new Production(directory, limits);
  }

  private static Token issue(Path tokenFile, List<RefPattern> refs) throws TokenFileException {
    SecureRandom random = new SecureRandom();
    Token made = Token.random(random);
    TokenFile.at(tokenFile)
        .append(TokenEntry.issue(TokenId.random(random), made, Instant.now()).withRefs(refs));
    return made;
  }

  private void log(RequestLog.Entry entry) {
    lock.lock();
    try {
      requests.add(entry);
      answered.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many requests have been answered, and returns all that have been. */
  List<RequestLog.Entry> awaitRequests(long count) {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(SECONDS);
      while (requests.size() < count && left > 0) {
        left = answered.awaitNanos(left);
      }
      return List.copyOf(requests);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
  }

  Ostree ostree() {
    return ostree;
  }

  Path repository() {
    return ostree.repository();
  }

  URI uri() {
    return receiver.uri();
  }

  /** The receiver, with a token that is good for all. */
  ReceiverAddress address() throws IOException {
    return addressAt(uri());
  }

  /** The receiver, with a token that is good for branches below {@code allowed/} only. */
  ReceiverAddress narrowAddress() throws IOException {
    return ReceiverAddress.parse(uri().toString(), narrowToken.reveal(), TlsOptions.DEFAULT);
  }

  /** The receiver, with a token that is good for all, as it is reached at another address. */
  ReceiverAddress addressAt(URI uri) throws IOException {
    return ReceiverAddress.parse(uri.toString(), token.reveal(), TlsOptions.DEFAULT);
  }

  Set<String> objects() {
    return ObjectFiles.of(repository());
  }

  /** All branches and where they point. */
  Map<String, String> refs() {
    return ostree
        .run("refs")
        .stdout()
        .lines()
        .collect(Collectors.toMap(Function.identity(), ostree::revParse));
  }

  /** Deletes an object behind the receiver's back. */
  void lose(String object) throws IOException {
    Files.delete(ObjectFiles.path(repository(), object));
  }

  /** What unfinished pushes have left. */
  List<String> unfinished() throws IOException {
    Path staging = repository().resolve(".ostree-upload/staging");
    if (!Files.exists(staging)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(staging)) {
      return files.map(Path::toString).toList();
    }
  }

  @Override
  public void close() throws IOException {
    receiver.close();
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
