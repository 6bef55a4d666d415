// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.receiver.access.Authenticator;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.object.Xattrs;
import org.ostreeupload.store.publish.PublishRules;
import org.ostreeupload.store.publish.Transaction;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.tokens.Token;
import org.ostreeupload.tokens.TokenAuthority;
import org.ostreeupload.tokens.TokenEntry;
import org.ostreeupload.tokens.TokenFile;
import org.ostreeupload.tokens.TokenFileException;
import org.ostreeupload.tokens.TokenId;
import org.ostreeupload.tokens.TokenSet;

/** How long a push lives. */
class PushSessionsTest {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int MAX_OPEN = 20;
  private static final int SHARE = MAX_OPEN / Places.SHARES;
  private static final TokenEntry TOKEN =
      TokenEntry.issue(new TokenId("builder"), Token.parse("builder"), Instant.EPOCH);

  private static final FileHeader HEADER = new FileHeader(0, 0, 0100644, "", Xattrs.NONE);

  @TempDir private Path directory;
  private final MovableClock clock = new MovableClock();
  private Path staging;
  private Authenticator authenticator;
  private Repository repository;
  private PushSessions sessions;
  private int opened;

  @BeforeEach
  void start() throws Exception {
    Path root = directory.resolve("production");
    Ostree.in(root).init("archive");
    staging = root.resolve(".ostree-upload/staging");
    Path tokens = directory.resolve("tokens.yaml");
    TokenFile.at(tokens).append(TOKEN);
    authenticator = new Authenticator(TokenAuthority.open(tokens, clock, new Silence()));
    start(Repository.open(root));
  }

  private void start(Repository opened) {
    repository = opened;
    sessions = new PushSessions(opened, authenticator, IDLE, clock, MAX_OPEN);
  }

  @AfterEach
  void close() throws Exception {
    sessions.close();
  }

  private PushSession open() throws Exception {
    return open("branch" + opened++);
  }

  private PushSession open(String ref) throws Exception {
    Wish wish = new Wish(new RefName(ref), Checksum.ofBytes(new byte[0]), Optional.empty());
    return sessions.open(new PushNote("builder", List.of(wish))).session();
  }

  private Path directoryOf(PushSession session) {
    return staging.resolve(session.id());
  }

  private static void assertEnded(PushSession session) {
    assertThat(session.touch()).isFalse();
    assertThatThrownBy(() -> session.share(transaction -> ""))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.UNKNOWN_PUSH));
  }

  @Test
  void aPushThatNobodyAsksForIsEndedAndLeavesNothing() throws Exception {
    PushSession session = open();
    assertThat(directoryOf(session)).isDirectory();

    clock.advance(IDLE);
    sessions.expire();
    assertThat(directoryOf(session)).isDirectory();
    clock.advance(Duration.ofNanos(1));
    sessions.expire();

    assertEnded(session);
    assertThat(staging).isEmptyDirectory();
  }

  @Test
  void everyRequestKeepsAPushAlive() throws Exception {
    PushSession session = open();
    PushSession other = open();
    for (int i = 0; i < 3; i++) {
      clock.advance(IDLE);
      String alive = session.share(transaction -> "alive");
      assertThat(alive).isEqualTo("alive");
      sessions.expire();
    }
    clock.advance(IDLE);
    sessions.expire();

    assertThat(session.touch()).isTrue();
    assertEnded(other);
  }

  @Test
  void theTimeCountsFromTheEndOfARequest() throws Exception {
    PushSession session = open();
    session.share(
        transaction -> {
          clock.advance(IDLE.multipliedBy(2));
          return "";
        });
    sessions.expire();
    assertThat(session.touch()).isTrue();

    assertThatThrownBy(
            () ->
                session.publish(
                    transaction -> {
                      clock.advance(IDLE.multipliedBy(2));
                      throw new ProblemException(ErrorCode.INCOMPLETE, "not yet");
                    }))
        .hasMessage("not yet");
    sessions.expire();
    assertThat(session.touch()).isTrue();
  }

  @Test
  void aPushIsNotEndedWhileARequestUsesIt() throws Exception {
    PushSession session = open();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> request =
          threads.submit(
              () ->
                  session.share(
                      transaction -> {
                        running.countDown();
                        await(finish);
                        return Files.isDirectory(directoryOf(session));
                      }));
      await(running);
      clock.advance(IDLE.multipliedBy(2));
      sessions.expire();
      assertThat(session.touch()).isTrue();

      finish.countDown();
      assertThat(request.get()).isTrue();
    }
    sessions.expire();
    assertThat(session.touch()).isTrue();
    clock.advance(IDLE.plusNanos(1));
    sessions.expire();
    assertEnded(session);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void aPublishedPushIsPublishedOnce() throws Exception {
    PushSession session = open();
    assertThat(session.publish(transaction -> "done")).contains("done");

    assertThat(staging).isEmptyDirectory();
    assertThat(session.publish(transaction -> "again")).isEmpty();
    assertEnded(session);
  }

  @Test
  void aPublishThatFailsMayBeTriedAgain() throws Exception {
    PushSession session = open();
    assertThatThrownBy(
            () ->
                session.publish(
                    transaction -> {
                      throw new ProblemException(ErrorCode.INCOMPLETE, "not yet");
                    }))
        .hasMessage("not yet");

    assertThat(session.publish(transaction -> "done")).contains("done");
  }

  @Test
  void refusesToOpenTooManyAtOnceButDoesNotCountThoseThatEnded() throws Exception {
    PushSession first = open();
    for (int i = 1; i < SHARE; i++) {
      PushSession unused = open();
      assertThat(unused.id()).isNotEqualTo(first.id());
    }
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.BUSY));

    sessions.forget(first);

    assertThat(open().touch()).isTrue();
    assertThatThrownBy(this::open).isInstanceOf(ProblemException.class);
  }

  @Test
  void opensNotTooManyIfAllComeAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PushSession>> opening = new ArrayList<>();
      for (int i = 0; i < 2 * SHARE; i++) {
        String ref = "branch" + i;
        opening.add(threads.submit(() -> open(ref)));
      }
      long refused = 0;
      for (Future<PushSession> push : opening) {
        try {
          assertThat(push.get().touch()).isTrue();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(ProblemException.class);
          refused++;
        }
      }
      assertThat(refused).isEqualTo(SHARE);
    }
  }

  @Test
  void aPushThatCouldNotBeOpenedDoesNotCount() throws Exception {
    Files.createDirectories(staging.getParent());
    Files.createFile(staging);
    for (int i = 0; i < SHARE; i++) {
      assertThatThrownBy(this::open).isNotInstanceOf(ProblemException.class);
    }
    Files.delete(staging);

    assertThat(open().touch()).isTrue();
  }

  @Test
  void aPushThatWasOpenBeforeARestartCounts() throws Exception {
    for (int i = 0; i < SHARE; i++) {
      assertThat(open().touch()).isTrue();
    }
    sessions.close();
    start(Repository.open(repository.layout().root()));
    sessions.restore();

    assertThatThrownBy(this::open).isInstanceOf(ProblemException.class);
  }

  @Test
  void aPushThatCannotEvenBeThrownAwayHasEnded() throws Exception {
    PushSession session = open();

    assertThatThrownBy(() -> session.publish(transaction -> spoil(session, transaction)))
        .isInstanceOf(IOException.class);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(() -> assertEnded(session)).get(10, TimeUnit.SECONDS);
      threads
          .submit(
              () -> {
                session.end();
                return "";
              })
          .get(10, TimeUnit.SECONDS);
    }
  }

  /** Fails to make what has arrived durable, and leaves what cannot be thrown away. */
  private String spoil(PushSession session, Transaction transaction) throws IOException {
    Path journal = directoryOf(session).resolve("journal");
    transaction.suspend();
    try {
      transaction.publish(List.of(), PublishRules.PUSH);
    } finally {
      assertThat(transaction.isSpoiled()).isTrue();
      Files.createDirectory(journal);
    }
    return "";
  }

  @Test
  void whoWantsTheSameGoesOnWithTheSamePush() throws Exception {
    PushSession session = open("main");

    assertThat(open("main")).isSameAs(session);
    assertThat(open("other")).isNotSameAs(session);

    session.end();
    assertThat(open("main")).isNotSameAs(session);
  }

  @Test
  void aPushOutlivesTheDaemon() throws Exception {
    PushSession session = open("main");
    byte[] bytes = "blob".getBytes(StandardCharsets.UTF_8);
    Checksum blob =
        session.share(
            transaction -> transaction.add(HEADER, bytes.length, new ByteArrayInputStream(bytes)));

    sessions.close();
    assertEnded(session);
    start(Repository.open(repository.layout().root()));
    sessions.restore();

    PushSession again = open("main");
    assertThat(again.id()).isEqualTo(session.id());
    boolean there = again.share(transaction -> transaction.contains(ObjectName.file(blob)));
    assertThat(there).isTrue();
  }

  @Test
  void aPushThatNobodyUsesLetsPruneRun() throws Exception {
    PushSession session = open();
    Ostree ostree = Ostree.in(repository.layout().root());
    ostree.run("config", "set", "core.lock-timeout-secs", "0");
    assertThat(ostree.tryRun("prune").succeeded()).isFalse();

    clock.advance(Duration.ofMinutes(2));
    sessions.expire();

    assertThat(ostree.tryRun("prune").succeeded()).isTrue();
    session.share(transaction -> "");
    assertThat(ostree.tryRun("prune").succeeded()).isFalse();
  }

  /** Hears nothing of the token file. */
  private static final class Silence implements TokenAuthority.Listener {
    @Override
    public void reloaded(TokenSet tokens) {}

    @Override
    public void reloadFailed(TokenFileException problem) {}
  }
}
