// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosixTest {
  @TempDir Path directory;

  private Path file(String name) throws IOException {
    return Files.writeString(directory.resolve(name), name);
  }

  /** The names of attributes that a user may set; some systems add others to every file. */
  private static List<String> userXattrs(Path path) throws IOException {
    return Posix.listXattrs(path).stream()
        .map(name -> new String(name, UTF_8))
        .filter(name -> name.startsWith("user."))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 513, 2_000})
  void readsExtendedAttributesOfEverySize(int size) throws IOException {
    Path file = file("file");
    byte[] value = new byte[size];
    Arrays.fill(value, (byte) 0xfe);
    Files.setAttribute(file, "user:golden", ByteBuffer.wrap(value));
    assertThat(userXattrs(file)).containsExactly("user.golden");
    assertThat(Posix.xattr(file, "user.golden".getBytes(UTF_8)).orElseThrow()).isEqualTo(value);
  }

  @Test
  void listsAllExtendedAttributes() throws IOException {
    Path file = file("ünï 日本");
    assertThat(userXattrs(file)).isEmpty();
    assertThat(Posix.xattr(file, "user.absent".getBytes(UTF_8))).isEmpty();
    Files.setAttribute(file, "user:b", ByteBuffer.allocate(1));
    Files.setAttribute(file, "user:ünï", ByteBuffer.allocate(2));
    Files.setAttribute(file, "user:a", ByteBuffer.allocate(3));
    assertThat(userXattrs(file)).containsExactly("user.a", "user.b", "user.ünï");
    assertThat(Posix.xattr(file, "user.ünï".getBytes(UTF_8)).orElseThrow()).hasSize(2);
  }

  @Test
  void readsAttributesOfASymlinkAndNotOfItsTarget() throws IOException {
    Path file = file("file");
    Files.setAttribute(file, "user:golden", ByteBuffer.allocate(1));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(userXattrs(link)).isEmpty();
    assertThat(Posix.xattr(link, "user.golden".getBytes(UTF_8))).isEmpty();
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    assertThat(userXattrs(dangling)).isEmpty();
  }

  @Test
  void saysWhichFileIsMissing() {
    Path missing = directory.resolve("missing");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Posix.listXattrs(missing))
        .withMessage(missing.toString());
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Posix.xattr(missing, "user.a".getBytes(UTF_8)))
        .withMessage(missing.toString());
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> new OpenFileSystem(missing).close())
        .withMessage(missing.toString());
  }

  @Test
  void renamesAFile() throws IOException {
    Path source = file("source");
    Path target = directory.resolve("target ü");
    assertThat(Posix.renameWithoutReplacing(source, target)).isTrue();
    assertThat(source).doesNotExist();
    assertThat(target).hasContent("source");
  }

  @Test
  void doesNotReplaceWhatStandsAtTheTarget() throws IOException {
    Path source = file("source");
    Path target = file("target");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    for (Path existing : List.of(target, link, Files.createDirectory(directory.resolve("dir")))) {
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .isThrownBy(() -> Posix.renameWithoutReplacing(source, existing))
          .withMessage(existing.toString());
    }
    assertThat(source).hasContent("source");
    assertThat(target).hasContent("target");
  }

  @Test
  void refusesToRenameWhatIsMissing() {
    Path source = directory.resolve("source");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Posix.renameWithoutReplacing(source, directory.resolve("target")));
  }

  @Test
  void makesAFileSystemDurableAndKeepsNoDescriptor() throws IOException {
    file("file");
    for (int i = 0; i < 5; i++) {
      OpenFileSystem fileSystem = new OpenFileSystem(directory);
      fileSystem.sync();
      fileSystem.sync();
      fileSystem.close();
      fileSystem.close();
      assertThatIllegalStateException().isThrownBy(fileSystem::sync);
    }
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(descriptors.filter(fd -> pointsTo(fd, directory))).isEmpty();
    }
  }

  @Test
  void touches() throws IOException {
    Path touched = file("touched");
    Files.setLastModifiedTime(touched, FileTime.fromMillis(0));
    Instant before = Instant.now().minusSeconds(1);
    Posix.touch(touched);
    assertThat(Files.getLastModifiedTime(touched).toInstant()).isAfter(before);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Posix.touch(directory.resolve("missing")));
  }

  private static boolean pointsTo(Path descriptor, Path path) {
    try {
      return Files.readSymbolicLink(descriptor).equals(path);
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "../missing", "zïel/日本/😀", "new\nline", " "})
  void readsTheTargetOfASymlink(String target) throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(target));
    assertThat(Posix.readLink(link)).isEqualTo(target.getBytes(UTF_8));
  }

  @Test
  void readsTheLongestTargetOfASymlink() throws IOException {
    String target = "a/".repeat(2_000) + "z";
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(target));
    assertThat(Posix.readLink(link)).isEqualTo(target.getBytes(UTF_8));
  }

  @Test
  void refusesToReadALinkThatIsNone() throws IOException {
    Path file = file("file");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> Posix.readLink(file))
        .withMessageContaining(file.toString());
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Posix.readLink(directory.resolve("missing")));
  }

  @Test
  void servesTheDefaultFileSystemOnly() throws IOException {
    assertThat(Posix.canCall(directory)).isTrue();
    Path archive = directory.resolve("archive.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      assertThat(Posix.canCall(zip.getPath("/"))).isFalse();
    }
  }
}
