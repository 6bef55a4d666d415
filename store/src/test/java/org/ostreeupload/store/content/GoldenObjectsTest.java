// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirMeta;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.testdata.GoldenRepositories;

/** Every object that the real ostree wrote is accepted and understood to the byte. */
class GoldenObjectsTest {
  private static final Map<String, Path> OBJECTS = new TreeMap<>();

  @BeforeAll
  static void find() throws IOException {
    Path directory = GoldenRepositories.get().repository("archive").resolve("objects");
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> OBJECTS.put(directory.relativize(file).toString().replace("/", ""), file));
    }
  }

  /** A check of the bytes of one object. */
  private interface Check {
    void accept(byte[] bytes, String checksum) throws MalformedException;
  }

  private static void forEach(String extension, int atLeast, Check check) throws IOException {
    int count = 0;
    for (Map.Entry<String, Path> object : OBJECTS.entrySet()) {
      String name = object.getKey();
      if (name.endsWith(extension)) {
        byte[] bytes = Files.readAllBytes(object.getValue());
        try {
          check.accept(bytes, name.substring(0, name.length() - extension.length()));
        } catch (MalformedException e) {
          throw new AssertionError(name + " is refused", e);
        }
        count++;
      }
    }
    assertThat(count).as("objects read").isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void dirtreesAreWrittenAgain() throws IOException {
    forEach(
        ".dirtree",
        30,
        (bytes, checksum) -> {
          assertThat(DirTree.parse(bytes).toBytes()).isEqualTo(bytes);
          assertThat(Checksum.ofBytes(bytes)).hasToString(checksum);
        });
  }

  @Test
  void dirmetasAreWrittenAgain() throws IOException {
    forEach(
        ".dirmeta",
        10,
        (bytes, checksum) -> {
          assertThat(DirMeta.parse(bytes).toBytes()).isEqualTo(bytes);
          assertThat(Checksum.ofBytes(bytes)).hasToString(checksum);
        });
  }

  @Test
  void commitsAreWrittenAgain() throws IOException {
    forEach(
        ".commit",
        20,
        (bytes, checksum) -> {
          assertThat(serialize(Commit.parse(bytes))).isEqualTo(bytes);
          assertThat(Checksum.ofBytes(bytes)).hasToString(checksum);
        });
  }

  private static byte[] serialize(Commit commit) {
    return Commit.serialize(
        commit.metadata(),
        commit.parent(),
        commit.subject(),
        commit.body(),
        commit.timestamp(),
        commit.tree(),
        commit.meta());
  }

  @Test
  void detachedMetadataIsRead() throws IOException {
    forEach(
        ".commitmeta",
        2,
        (bytes, checksum) -> {
          Variant detached = Commit.parseDetached(bytes);
          assertThat(detached.size()).as(checksum).isPositive();
        });
  }

  @Test
  void headersAreWrittenAgain() throws IOException {
    forEach(
        ".filez",
        1_000,
        (bytes, checksum) -> {
          int end = FileHeader.PREFIX_SIZE + ByteBuffer.wrap(bytes).getInt();
          FileHeader.Archived archived =
              FileHeader.parseArchived(Arrays.copyOfRange(bytes, FileHeader.PREFIX_SIZE, end));
          assertThat(archived.header().toArchiveBytes(archived.size()))
              .isEqualTo(Arrays.copyOf(bytes, end));
        });
  }

  @Test
  void filesHaveTheChecksumThatTheyAreNamedBy() throws IOException {
    try (ContentVerifier verifier = new ContentVerifier(Long.MAX_VALUE)) {
      forEach(
          ".filez",
          1_000,
          (bytes, checksum) -> {
            verifier.reset();
            verifier.update(ByteBuffer.wrap(bytes));
            assertThat(verifier.finish()).hasToString(checksum);
          });
    }
  }
}
