// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Published;

/** Connections that break, and requests that come twice or together. */
class InterruptedPushTest {
  private static final int FILES = 40;

  @TempDir private Path directory;
  private Production production;
  private Caller caller;
  private Source source;
  private String commit;
  private String id;
  private int objects;

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    caller = production.builder();
    source = Source.make(directory.resolve("source"));
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Random random = new Random(6);
    for (int i = 0; i < FILES; i++) {
      byte[] data = new byte[random.nextInt(20_000)];
      random.nextBytes(data);
      Files.write(tree.resolve("file" + i), data);
    }
    commit = source.ostree().commit("main", tree);
    objects = source.names().size();
    id = caller.open("main", commit);
  }

  @AfterEach
  void close() throws Exception {
    production.close();
  }

  /** How many objects are staged; fails if anything else is. */
  private int stagedObjects() throws Exception {
    String object = "(file|dirtree|dirmeta|commit)/[0-9a-f]{2}/[0-9a-f]{62}\\.\\w+";
    int count = 0;
    for (String path : production.staged()) {
      String name = path.substring(path.indexOf('/') + 1);
      assertThat(name).doesNotStartWith("incoming/").doesNotStartWith("parts/");
      count += name.matches(object) ? 1 : 0;
    }
    return count;
  }

  private void assertSentAgain(byte[] bundle) throws Exception {
    int staged = stagedObjects();

    BundleResult result = caller.deliver(id, bundle);

    assertThat(result.present()).isEqualTo(staged);
    assertThat(result.stored()).isEqualTo(objects - staged);
    caller.publish(id, move("main", "", commit)).message(200, Published.class);
    production.assertSound();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 0.5, 0.9, 0.9999})
  void aBundleThatIsCutLeavesNothingHalf(double part) throws Exception {
    byte[] bundle = source.bundle();
    int cut = (int) (bundle.length * part);
    try (RawConnection connection = production.connect()) {
      sendHead(connection, bundle.length).send(bundle, 0, cut).endOutput();
      String answer = connection.readHead();
      assertThat(answer).startsWith("HTTP/1.1 400").contains(Routes.PROBLEM);
    }

    assertSentAgain(bundle);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.9999})
  void aBundleWhoseConnectionIsResetLeavesNothingHalf(double part) throws Exception {
    byte[] bundle = source.bundle();
    int cut = (int) (bundle.length * part);
    try (RawConnection connection = production.connect()) {
      sendHead(connection, bundle.length).send(bundle, 0, cut).cut();
    }
    production.awaitAnswered("POST " + Routes.objects(id));

    assertSentAgain(bundle);
  }

  private RawConnection sendHead(RawConnection connection, int length) throws Exception {
    return connection.head("POST", Routes.objects(id), "Content-Length", Integer.toString(length));
  }

  @Test
  void aBundleInChunksThatAreNoneLeavesNothingHalf() throws Exception {
    byte[] bundle = source.bundle();
    try (RawConnection connection = production.connect()) {
      connection.head("POST", Routes.objects(id), "Transfer-Encoding", "chunked");
      connection.send("2000\r\n".getBytes(StandardCharsets.US_ASCII));
      connection.send(bundle, 0, 0x2000);
      connection.send("nonsense\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(connection.readHead()).startsWith("HTTP/1.1 400").contains(Routes.PROBLEM);
    }

    assertSentAgain(bundle);
  }

  @Test
  void bundlesMayComeTogether() throws Exception {
    List<Callable<BundleResult>> requests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int rest = i;
      byte[] part = source.bundle(name -> (name.checksum().a() & 3) == rest);
      requests.add(() -> caller.deliver(id, part));
      requests.add(() -> caller.deliver(id, source.bundle()));
    }

    int stored = 0;
    int told = 0;
    for (BundleResult result : together(requests)) {
      stored += result.stored();
      told += result.stored() + result.present();
    }

    assertThat(told).isEqualTo(5 * objects);
    assertThat(stored).isGreaterThanOrEqualTo(objects);
    assertThat(stagedObjects()).isEqualTo(objects);
    caller.publish(id, move("main", "", commit)).message(200, Published.class);
    production.assertSound();
  }

  @Test
  void ofManyPushesFromTheSameHeadOneWins() throws Exception {
    List<Callable<Integer>> pushes = new ArrayList<>();
    caller.discard(id);
    for (int i = 0; i < 6; i++) {
      Source mine = Source.make(directory.resolve("source" + i));
      String target = mine.commit("main", "text " + i);
      String push = caller.open("main", target);
      byte[] bundle = mine.bundle();
      pushes.add(
          () -> {
            caller.deliver(push, bundle);
            Reply reply = caller.publish(push, move("main", "", target));
            if (reply.status() != 200) {
              reply.problem(ErrorCode.REFS_REFUSED);
              caller.discard(push);
            }
            return reply.status();
          });
    }

    List<Integer> results = together(pushes);

    assertThat(results).filteredOn(status -> status == 200).hasSize(1);
    assertThat(results).filteredOn(status -> status == 409).hasSize(5);
    production.assertSound();
  }

  @Test
  void publishingTwiceAtOnceIsAnsweredAlike() throws Exception {
    caller.deliver(id, source.bundle());
    Callable<Published> publish =
        () -> caller.publish(id, move("main", "", commit)).message(200, Published.class);

    List<Published> answers = together(List.of(publish, publish, publish));

    assertThat(answers).containsOnly(answers.getFirst());
    production.assertSound();
  }

  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
