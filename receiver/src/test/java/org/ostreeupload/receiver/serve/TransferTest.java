// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ostreeupload.receiver.serve.SampleRepository.FILEZ;
import static org.ostreeupload.receiver.serve.SampleRepository.MAIN;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large files, and what may happen while they are sent. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TransferTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final long LARGE = 64 * MEBIBYTE;

  @TempDir Path dir;
  private SampleRepository repository;
  private Path file;
  private FileServer server;

  @BeforeEach
  void serve() throws IOException {
    repository =
        SampleRepository.create(dir.resolve("repository")).with(MAIN, "main").with(FILEZ, "");
    file = repository.root().resolve(FILEZ);
    server = FileServer.of(repository.root());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void setSize(long size) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(size);
    }
  }

  /** Reads to the end of the connection; a reset is an end too. */
  private static long count(InputStream answer) throws IOException {
    byte[] piece = new byte[1 << 16];
    long count = 0;
    try {
      for (int read = answer.read(piece); read >= 0; read = answer.read(piece)) {
        count += read;
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return count;
  }

  private long openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      Path real = file.toRealPath();
      return descriptors.filter(descriptor -> isOpen(descriptor, real)).count();
    }
  }

  private static boolean isOpen(Path descriptor, Path real) {
    try {
      return Files.readSymbolicLink(descriptor).equals(real);
    } catch (IOException _) {
      return false; // closed since it was listed
    }
  }

  @Test
  void fileLargerThanMemoryIsSent() throws IOException {
    long size = 2560 * MEBIBYTE;
    setSize(size);
    assertThat(Runtime.getRuntime().maxMemory()).isLessThan(size);
    assertThat(server.head(FILEZ).field("Content-Length")).isEqualTo(Long.toString(size));
    try (Socket socket = server.connect("GET /repo/" + FILEZ)) {
      assertThat(count(socket.getInputStream())).isBetween(size, size + 1000);
    }
    Answer end = server.get(FILEZ, "Range: bytes=-5");
    assertThat(end.body()).hasSize(5);
    assertThat(end.field("Content-Range"))
        .isEqualTo("bytes " + (size - 5) + "-" + (size - 1) + "/" + size);
  }

  @Test
  void clientThatHangsUpLeavesNothingOpen() throws IOException {
    setSize(LARGE);
    for (int i = 0; i < 20; i++) {
      try (Socket socket = server.connect("GET /repo/" + FILEZ)) {
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        socket.setSoLinger(true, 0);
      }
    }
    while (openFiles() > 0) { // as long as the test may run
      Thread.onSpinWait();
    }
    assertThat(server.get(MAIN).body()).isEqualTo("main");
  }

  @Test
  void fileThatBecomesShorterEndsTheConnection() throws IOException {
    setSize(LARGE);
    try (Socket socket = server.connect("GET /repo/" + FILEZ)) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      setSize(MEBIBYTE);
      assertThat(count(socket.getInputStream())).isLessThan(LARGE);
    }
    assertThat(server.get(MAIN).body()).isEqualTo("main");
    assertThat(openFiles()).isZero();
  }

  @Test
  void fileThatIsReplacedIsSentToItsEnd() throws IOException {
    setSize(LARGE);
    try (Socket socket = server.connect("GET /repo/" + FILEZ)) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      Path other = Files.writeString(dir.resolve("other"), "other");
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(count(socket.getInputStream())).isBetween(LARGE, LARGE + 1000);
    }
    assertThat(server.get(FILEZ).body()).isEqualTo("other");
  }

  @Test
  void fileThatBecomesShorterIsAFailure() throws IOException {
    setSize(100);
    ServedPath path = ServedPath.parse(FILEZ).orElseThrow();
    try (ServedFile served =
        ServedFile.open(repository.root(), path, Instant.EPOCH).orElseThrow()) {
      setSize(50);
      ByteArrayOutputStream client = new ByteArrayOutputStream();

      assertThatThrownBy(() -> served.send(0, 100, client)).isInstanceOf(EOFException.class);
      assertThat(client.size()).isEqualTo(50);
    }
  }
}
