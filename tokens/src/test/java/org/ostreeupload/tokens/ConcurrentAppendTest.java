// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of one file lose nothing of each other's, and readers see whole files only. */
class ConcurrentAppendTest {
  private static final int WRITERS = 8;
  private static final int ENTRIES_EACH = 10;

  @TempDir private Path directory;

  @Test
  void threadsLoseNoEntry() throws Exception {
    Path path = directory.resolve("tokens.yaml");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        String name = "thread" + writer;
        writers.add(() -> append(path, name));
      }
      for (Future<Void> done : threads.invokeAll(writers)) {
        done.get();
      }
    }

    assertThat(ids(path)).containsExactlyInAnyOrderElementsOf(expected("thread", WRITERS));
  }

  @Test
  void processesLoseNoEntry() throws Exception {
    Path path = directory.resolve("tokens.yaml");
    List<Process> writers = new ArrayList<>();
    for (int writer = 0; writer < 2; writer++) {
      writers.add(start(path, "process" + writer));
    }
    for (Process process : writers) {
      assertThat(process.waitFor()).isZero();
    }

    assertThat(ids(path)).containsExactlyInAnyOrderElementsOf(expected("process", 2));
  }

  @Test
  void readersSeeEveryVersionWhole() throws Exception {
    Path path = Files.writeString(directory.resolve("tokens.yaml"), "tokens: []\n");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Void> writer = threads.submit(() -> append(path, "writer"));
      int seen = 0;
      do {
        int now = TokenFile.at(path).read().size();
        assertThat(now).isGreaterThanOrEqualTo(seen);
        seen = now;
      } while (!writer.isDone());
      writer.get();
    }

    assertThat(TokenFile.at(path).read().size()).isEqualTo(ENTRIES_EACH);
  }

  /**
   * What a writing process runs: adds entries named {@code args[1]} to the file {@code args[0]}.
   */
  static void main(String[] args) throws TokenFileException {
    append(Path.of(args[0]), args[1]);
  }

  private static Process start(Path path, String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ConcurrentAppendTest.class.getName(),
            path.toString(),
            name)
        .inheritIO()
        .start();
  }

  private static Void append(Path path, String name) throws TokenFileException {
    for (int i = 0; i < ENTRIES_EACH; i++) {
      String id = name + "-" + i;
      TokenFile.at(path).append(TokenEntry.issue(new TokenId(id), Token.parse(id), Instant.EPOCH));
    }
    return null;
  }

  private static List<String> ids(Path path) throws TokenFileException {
    return TokenFile.at(path).read().entries().stream().map(entry -> entry.id().text()).toList();
  }

  private static List<String> expected(String prefix, int writers) {
    return IntStream.range(0, writers * ENTRIES_EACH)
        .mapToObj(i -> prefix + i / ENTRIES_EACH + "-" + i % ENTRIES_EACH)
        .toList();
  }
}
