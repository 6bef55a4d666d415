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
import java.util.TreeSet;
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
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.LiveTree;
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
  private final TokenAuthority tokens;
  private final Token token;
  private final Token narrowToken;
  private final Limits limits;
  private volatile Receiver receiver;

  private final ReentrantLock lock = new ReentrantLock(); // guards the requests
  private final Condition answered = lock.newCondition();
  private final List<RequestLog.Entry> requests = new ArrayList<>();

  private Production(Path directory, Limits limits) throws Exception {
    ostree = Ostree.in(directory.resolve("production")).init("archive");
    // What is durable is not looked at here, and a busy disk takes its time to make it so.
    ostree.run("config", "set", "core.fsync", "false");
    Path tokenFile = directory.resolve("tokens.yaml");
    this.limits = limits;
    token = issue(tokenFile, List.of());
    narrowToken = issue(tokenFile, List.of(new RefPattern("allowed/*")));
    tokens = TokenAuthority.open(tokenFile, InstantSource.system(), new Silence());
    receiver = start(0);
  }

  private Receiver start(int port) throws IOException {
    return Receiver.start(
        new ReceiverOptions("127.0.0.1", port, Duration.ofHours(1), limits, "test"),
        Repository.open(ostree.repository()),
        tokens,
        this::log);
  }

  /** Stops the receiver and starts another one, at the same address. */
  void restart() throws IOException {
    restart(() -> {});
  }

  /** The same, as if the machine had crashed meanwhile. */
  void crash() throws IOException {
    restart(
        () -> {
          for (Path push : pushes()) {
            Files.writeString(push.resolve("boot"), "another boot");
          }
        });
  }

  /** Stops the receiver, lets something happen, and starts another one at the same address. */
  void restart(Recorder.Step meanwhile) throws IOException {
    int port = uri().getPort();
    receiver.close();
    meanwhile.run();
    receiver = start(port);
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

  /** Changes a byte of an object behind the receiver's back. */
  void damage(String object) throws IOException {
    Path file = ObjectFiles.path(repository(), object);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
  }

  /** Notes that an object is to be healed. */
  void want(String object) throws IOException {
    Repository.open(repository()).wanted().add(ObjectName.parse(object));
  }

  /** The objects that are to be healed. */
  Set<String> wanted() throws IOException {
    return Repository.open(repository()).wanted().all().stream()
        .map(ObjectName::toString)
        .collect(Collectors.toSet());
  }

  /** Deletes the commits that have arrived, as if somebody had pruned them. */
  void loseCommits() throws IOException {
    for (Path push : pushes()) {
      try (Stream<Path> files = Files.walk(push.resolve("commit"))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          Files.delete(file);
        }
      }
    }
  }

  private List<Path> pushes() throws IOException {
    return directories("staging").stream().filter(Files::isDirectory).toList();
  }

  private List<Path> directories(String name) throws IOException {
    Path directory = repository().resolve(".ostree-upload").resolve(name);
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** What pushes have left: what has arrived for them, and receipts. */
  List<Path> unfinished() throws IOException {
    List<Path> left = new ArrayList<>(directories("staging"));
    left.addAll(directories("receipts"));
    return left;
  }

  /** The names of the objects that have arrived and are not published. */
  Set<String> staged() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path push : pushes()) {
      LiveTree.files(push).stream()
          .map(file -> push.relativize(file).toString())
          .map(name -> name.replaceAll("^[a-z]+|/", "").replaceAll("\\.filez$", ".file"))
          .filter(name -> name.matches("[0-9a-f]{64}\\.[a-z]+"))
          .forEach(names::add);
    }
    return names;
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
