// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {
  @TempDir private Path dir;
  private CrashFileSystem files;
  private Path root;

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(dir.resolve("root/d/e"));
    Files.writeString(dir.resolve("root/d/f"), "text");
    Files.createSymbolicLink(dir.resolve("root/l"), Path.of("d"));
    files = CrashFileSystem.over(dir.resolve("root"));
    root = files.root();
  }

  @Test
  void pathsAreOfThisFileSystem() throws IOException {
    assertThat(root.getFileSystem()).isSameAs(files).isNotSameAs(FileSystems.getDefault());
    assertThat(root.resolve("d").resolveSibling("f").getFileSystem()).isSameAs(files);
    assertThat(root.resolve("l/f").toRealPath()).isEqualTo(root.resolve("d/f"));
    assertThat(root.relativize(root.resolve("d/f"))).isEqualTo(files.getPath("d", "f"));
    assertThat(root).isNotEqualTo(dir.resolve("root")).hasToString(dir.resolve("root").toString());
    assertThat(Files.readSymbolicLink(root.resolve("l"))).isEqualTo(files.getPath("d"));
    assertThatThrownBy(() -> root.resolve(Path.of("d")))
        .isInstanceOf(ProviderMismatchException.class);
  }

  @Test
  void readingIsPassedOn() throws IOException {
    Path file = root.resolve("d/f");

    try (Stream<Path> walked = Files.walk(root)) {
      assertThat(walked).contains(file, root.resolve("l")).hasSize(5);
    }
    try (DirectoryStream<Path> listed =
        Files.newDirectoryStream(root.resolve("d"), path -> path.endsWith("f"))) {
      assertThat(listed).containsExactly(file);
    }
    assertThat(Files.isSameFile(file, root.resolve("l/f"))).isTrue();
    assertThat(Files.exists(root.resolve("none"))).isFalse();
    assertThat(Files.isDirectory(root.resolve("l"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.size(file)).isEqualTo(4);
    assertThat(Files.readAttributes(file, "unix:uid,gid,mode,size")).containsEntry("size", 4L);
    assertThat(Files.getFileStore(file).getUsableSpace()).isPositive();
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(dir.resolve("root/d/f")));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(2);
      assertThat(channel.read(bytes, 2)).isEqualTo(2);
      assertThat(channel.map(MapMode.READ_ONLY, 0, 4).get(3)).isEqualTo((byte) 't');
    }
    assertThat(files.history()).isEmpty();
  }

  @Test
  void treeIsDeletedInItsOrder() throws IOException {
    Files.walkFileTree(
        root.resolve("d"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });

    assertThat(files.history())
        .contains("delete d/e", "delete d/f")
        .endsWith("delete d")
        .hasSize(3);
  }

  @Test
  void everyWayOfWritingIsRecorded() throws IOException {
    Path file = root.resolve("g");
    Files.write(file, new byte[3]);
    Files.writeString(file, "ab");
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      out.write(new byte[] {'c', 'd'});
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Channels.newOutputStream(channel).write('A');
      channel.write(new ByteBuffer[] {ascii("B"), ascii("C")});
      channel.write(ascii("E"), 4);
      channel.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[] {'F'})), 5, 9);
      channel.truncate(100).truncate(5);
      try (FileChannel other = FileChannel.open(root.resolve("l/f"), StandardOpenOption.WRITE)) {
        assertThat(channel.transferTo(1, 2, other)).isEqualTo(2);
        other.force(false);
      }
    }

    assertThat(Files.readString(dir.resolve("root/g"))).isEqualTo("ABCdE");
    assertThat(Files.readString(dir.resolve("root/d/f"))).isEqualTo("BCxt");
    assertThat(files.history())
        .containsExactly(
            "create g",
            "write 3 bytes at 0 of g",
            "truncate g to 0 bytes",
            "write 2 bytes at 0 of g",
            "write 2 bytes at 2 of g",
            "write 1 bytes at 0 of g",
            "write 1 bytes at 1 of g",
            "write 1 bytes at 2 of g",
            "write 1 bytes at 4 of g",
            "write 1 bytes at 5 of g",
            "truncate g to 5 bytes",
            "write 2 bytes at 0 of l/f",
            "force l/f");
    assertThatLastStateIsReal();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /** The state in which everything arrived is one of those looked at. */
  private void assertThatLastStateIsReal() throws IOException {
    List<String> states = new ArrayList<>();
    files
        .crashStates(new Sampling(0, 0, 1))
        .from(files.operations())
        .forEach(state -> states.add(Script.describe(state)));
    assertThat(states).contains(Script.describe(dir.resolve("root")));
  }

  @Test
  void copiesAndMovesAreRecordedAsWhatTheyAre() throws IOException {
    Files.copy(root.resolve("d/f"), root.resolve("c"));
    Files.move(root.resolve("c"), root.resolve("m"));
    Files.move(root.resolve("m"), root.resolve("d/f"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(root.resolve("l/f"), root.resolve("d/f"), StandardCopyOption.REPLACE_EXISTING);
    Files.createLink(root.resolve("h"), root.resolve("d/f"));
    Files.move(root.resolve("h"), root.resolve("d/f"), StandardCopyOption.ATOMIC_MOVE);
    assertThatThrownBy(() -> Files.move(root.resolve("h"), root.resolve("l")))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(files.history())
        .containsExactly(
            "create c",
            "write 4 bytes at 0 of c",
            "rename c to m",
            "delete d/f",
            "rename m to d/f",
            "link h");
    assertThatLastStateIsReal();
  }

  @Test
  void permissionsAreThoseAskedFor() throws IOException {
    var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectory(root.resolve("mine"), mine);
    FileChannel.open(
            root.resolve("mine/f"),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            mine)
        .close();
    Files.setPosixFilePermissions(root.resolve("d"), PosixFilePermissions.fromString("rwxr-x---"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("mine/f"))))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("d"))))
        .isEqualTo("rwxr-x---");
    assertThat(files.history()).containsExactly("mkdir mine", "create mine/f", "touch d");
  }

  @Test
  void locksWorkAndAreNotRecorded() throws IOException {
    Path file = root.resolve("d/f");
    try (FileChannel first = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(first.tryLock()).isNotNull();
      try (FileChannel second = FileChannel.open(file, StandardOpenOption.WRITE)) {
        assertThatThrownBy(second::tryLock).isInstanceOf(OverlappingFileLockException.class);
      }
    }
    assertThat(files.history()).isEmpty();
  }

  @Test
  void changesElsewhereAreRefused() {
    Path outside = files.wrap(dir);

    assertThatThrownBy(() -> Files.createFile(outside.resolve("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not below");
    assertThatThrownBy(() -> Files.delete(root)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Files.move(root.resolve("d/f"), outside.resolve("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Files.setLastModifiedTime(outside, FileTime.fromMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(dir.resolve("x")).doesNotExist();
  }

  @Test
  void changesThatWouldNotBeSeenAreRefused() throws IOException {
    Path file = root.resolve("d/f");
    assertThatThrownBy(
            () -> FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DSYNC))
        .isInstanceOf(UnsupportedOperationException.class);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> channel.map(MapMode.READ_WRITE, 0, 1))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    Files.writeString(dir.resolve("root/behind"), "its back");
    assertThatThrownBy(() -> Files.createLink(root.resolve("before"), root.resolve("behind")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyThreadsAreRecordedInTheOrderInWhichTheyCame() throws Exception {
    int threads = 8;
    int rounds = 50;
    List<Future<Void>> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        String name = "t" + i;
        Callable<Void> work = () -> rewrite(name, rounds);
        results.add(executor.submit(work));
      }
    }
    for (Future<Void> result : results) {
      result.get();
    }

    assertThat(files.operations()).isEqualTo(threads * rounds * 6);
    assertThatLastStateIsReal();
  }

  /** Writes two files that all threads want, in six operations each time. */
  private Void rewrite(String name, int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      Path file = root.resolve(name);
      Files.writeString(file, name + " " + i);
      Files.move(file, root.resolve("shared" + i % 3), StandardCopyOption.ATOMIC_MOVE);
      Files.createDirectory(file);
      Files.delete(file);
      try (FileChannel channel = FileChannel.open(root, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    return null;
  }
}
