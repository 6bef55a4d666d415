// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.receiver.Receiver;
import org.ostreeupload.receiver.ReceiverOptions;
import org.ostreeupload.receiver.RequestLog;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
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

/** A production repository made by the real {@code ostree}, and a receiver beside it. */
public final class Production implements AutoCloseable {
  private static final String OWN = ".ostree-upload";
  private static final String STAGING = OWN + "/staging";
  private static final Duration IDLE = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Ostree ostree;
  private final Repository opened;
  private final Receiver receiver;
  private final Queue<RequestLog.Entry> log;
  private final Queue<Caller> callers = new ConcurrentLinkedQueue<>();
  private final Caller builder;

  private Production(
      Ostree ostree, Repository opened, Receiver receiver, Queue<RequestLog.Entry> log) {
    this.ostree = ostree;
    this.opened = opened;
    this.receiver = receiver;
    this.log = log;
    this.builder = caller("builder");
  }

  /** Makes an empty repository below a directory, and starts a receiver. */
  public static Production start(Path directory, String... init) throws Exception {
    return start(directory, Limits.DEFAULT, init);
  }

  static Production start(Path directory, Limits limits, String... init) throws Exception {
    Ostree ostree = Ostree.in(directory.resolve("production")).init("archive", init);
    return start(ostree, limits);
  }

  /** Starts a receiver on a repository that is there. */
  public static Production start(Ostree ostree, Limits limits) throws Exception {
    return start(ostree, limits, 0);
  }

  static Production start(Ostree ostree, Limits limits, int port) throws Exception {
    Path tokens = tokens(ostree);
    if (!Files.exists(tokens)) {
      issue(tokens);
    }
    Repository repository = Repository.open(ostree.repository());
    Queue<RequestLog.Entry> log = new ConcurrentLinkedQueue<>();
    Receiver receiver =
        Receiver.start(
            new ReceiverOptions("127.0.0.1", port, IDLE, limits, "1.2.3"),
            repository,
            TokenAuthority.open(tokens, InstantSource.system(), new Silence()),
            log::add);
    return new Production(ostree, repository, receiver, log);
  }

  /** Writes tokens whose text is their name: two for all, one for some refs, one too old. */
  private static void issue(Path tokens) throws TokenFileException {
    for (String name : List.of("builder", "other", "developer", "expired")) {
      TokenEntry entry = entry(name);
      TokenFile.at(tokens)
          .append(
              switch (name) {
                case "developer" -> entry.withRefs(List.of(new RefPattern("dev/*")));
                case "expired" -> entry.withExpires(Instant.now().minusSeconds(1));
                default -> entry;
              });
    }
  }

  /** Has this entry be the only one of the file from now on. */
  public void replaceTokens(TokenEntry entry) throws Exception {
    Path tokens = tokens(ostree);
    Path other = tokens.resolveSibling("other.yaml");
    TokenFile.at(other).append(entry);
    Files.move(other, tokens, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The entry of a token whose text is its name, which is good for all refs. */
  public static TokenEntry entry(String name) {
    Instant past = Instant.now().minusSeconds(3600);
    return TokenEntry.issue(new TokenId(name), Token.parse(name), past);
  }

  private static Path tokens(Ostree ostree) {
    return ostree.repository().resolveSibling("tokens.yaml");
  }

  public Receiver receiver() {
    return receiver;
  }

  public Ostree ostree() {
    return ostree;
  }

  /** The repository as the receiver has opened it. */
  Repository opened() {
    return opened;
  }

  public Path repository() {
    return ostree.repository();
  }

  /** Calls the receiver with a token that may push to all refs. */
  Caller builder() {
    return builder;
  }

  /** Calls the receiver with another token; none, if empty. */
  Caller caller(String token) {
    Caller caller = new Caller(receiver.uri(), token);
    callers.add(caller);
    return caller;
  }

  public RawConnection connect() throws IOException {
    return new RawConnection(receiver.uri());
  }

  /** The requests that were answered. */
  Queue<RequestLog.Entry> log() {
    return log;
  }

  /** Waits until a request was answered whose method and path begin so. */
  void awaitAnswered(String request) throws IOException {
    await(() -> log.stream().anyMatch(e -> (e.method() + " " + e.path()).startsWith(request)));
  }

  /** Waits until a file is staged, and not empty, whose path has this in it. */
  public void awaitStaged(String part) throws IOException {
    Path staging = repository().resolve(STAGING);
    await(
        () -> {
          for (String path : staged()) {
            if (path.contains(part) && LiveTree.sizeOrNone(staging.resolve(path)) > 0) {
              return true;
            }
          }
          return false;
        });
  }

  /** Something that will be true soon. */
  @FunctionalInterface
  public interface Condition {
    /** Says whether it is true now. */
    boolean holds() throws IOException;
  }

  public static void await(Condition condition) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("it does not happen").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** Every file that a reader can see, with the checksum of its bytes. */
  public SortedMap<String, Checksum> visible() throws IOException {
    SortedMap<String, Checksum> files = new TreeMap<>();
    Path root = ostree.repository();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = root.relativize(path).toString();
        if (Files.isRegularFile(path) && !name.startsWith(OWN) && !name.equals(".lock")) {
          files.put(name, Checksum.ofBytes(Files.readAllBytes(path)));
        }
      }
    }
    return files;
  }

  /** The names of all that is staged, relative to the directory for staging. */
  public List<String> staged() throws IOException {
    Path staging = ostree.repository().resolve(STAGING);
    return LiveTree.entries(staging).stream()
        .map(path -> staging.relativize(path).toString())
        .sorted()
        .toList();
  }

  /** Fails unless the repository is sound and a push still works. */
  void assertServing(Source source) throws IOException {
    assertThat(builder.push("serving", source.commitBoundTo("serving"), source)).isTrue();
    assertThat(ostree.revParse("serving")).isEqualTo(source.commitBoundTo("serving"));
    assertSound();
  }

  /** Fails unless nothing is staged and {@code ostree fsck} finds no fault. */
  public void assertSound() throws IOException {
    assertThat(staged()).isEmpty();
    ostree.fsck().orThrow();
  }

  /** Closes first the connections that nobody uses: the receiver would wait for a second. */
  @Override
  public void close() throws IOException {
    callers.forEach(Caller::close);
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
