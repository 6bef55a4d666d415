// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects written here agree, byte for byte, with those of the real tool. */
final class HandWrittenObjectsTest {

  private static final byte[] NOTHING = {};
  private static final byte[] TEXT = "some text\n".getBytes(UTF_8);
  private static final String LONG = "ü".repeat(40_000);

  @TempDir private Path dir;
  private Path tree = Path.of("");
  private Ostree ostree = Ostree.in(Path.of(""));

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectories(dir.resolve("tree"));
    ostree = Ostree.in(dir.resolve("repository")).init("archive");
    Files.createDirectory(tree.resolve("directory"));
    Files.writeString(tree.resolve("file"), "some text\n");
    Files.createFile(tree.resolve("empty"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("directory/ünï"));
    Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        tree.resolve("directory"), PosixFilePermissions.fromString("rwx------"));
    for (String file : new String[] {"file", "empty"}) {
      Files.setPosixFilePermissions(
          tree.resolve(file), PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  @Test
  void commitAgrees() throws IOException {
    String first = ostree.commit("main", tree, "--timestamp=@1", "--subject=One");
    String second =
        ostree.commit(
            "main",
            tree,
            "--timestamp=@1700000000",
            "--subject=Two",
            "--body=Line\n",
            "--add-metadata-string=version=1",
            "--add-metadata-string=long=" + LONG,
            "--add-metadata=unsigned=uint64 7",
            "--bind-ref=other");

    byte[] eight = {7, 0, 0, 0, 0, 0, 0, 0};
    byte[] expected =
        new Commit(Sha256.hex(rootTree()), Sha256.hex(Dirmeta.of(040755)))
            .metadata("version", "1")
            .metadata("long", LONG)
            .metadata("unsigned", Gvariant.variant("t", eight))
            .refBinding("main", "other")
            .parent(HexFormat.of().parseHex(first))
            .subject("Two")
            .body("Line\n")
            .timestamp(1_700_000_000L)
            .toBytes();
    assertThat(stored(second, "commit")).isEqualTo(expected);
  }

  @Test
  void dirtreeAndDirmetaAgree() throws IOException {
    ostree.commit("main", tree, "--timestamp=@1");

    assertThat(stored(Sha256.hex(rootTree()), "dirtree")).isEqualTo(rootTree());
    assertThat(stored(Sha256.hex(Dirmeta.of(040700)), "dirmeta")).isEqualTo(Dirmeta.of(040700));
  }

  @Test
  void dirtreeWithOffsetsOfFourBytesAgrees() throws IOException {
    Dirtree expected = new Dirtree();
    String checksum = ContentObject.file().checksum(TEXT);
    Path wide = Files.createDirectory(dir.resolve("wide"));
    for (int i = 1000; i < 2000; i++) {
      String name = "name-of-some-length-to-fill-the-dirtree-" + i;
      Path file = Files.write(wide.resolve(name), TEXT);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      expected.file(name, checksum);
    }
    ostree.commit("wide", wide, "--timestamp=@1");

    byte[] bytes = expected.toBytes();
    assertThat(bytes.length).isGreaterThan(0xffff);
    assertThat(stored(Sha256.hex(bytes), "dirtree")).isEqualTo(bytes);
  }

  @Test
  void filezAgree() throws IOException {
    xattr("user.b", "2");
    xattr("user.a", "1");
    ostree.commit("main", tree, "--timestamp=@1");

    ContentObject file =
        ContentObject.file()
            .withXattrs(new Xattrs().with("user.a\0", "1").with("user.b\0", "2").toBytes());
    byte[] filez = stored(file.checksum(TEXT), "filez");
    // What follows the header need not be deflated alike.
    int header = ContentObject.prefixed(file.header(TEXT.length)).length;
    assertThat(Arrays.copyOf(filez, header)).isEqualTo(Arrays.copyOf(file.filez(TEXT), header));

    ContentObject empty = ContentObject.file();
    assertThat(stored(empty.checksum(NOTHING), "filez")).isEqualTo(empty.filez(NOTHING));

    ContentObject link = ContentObject.symlink("directory/ünï".getBytes(UTF_8));
    assertThat(stored(link.checksum(NOTHING), "filez")).isEqualTo(link.filez());
  }

  private static byte[] rootTree() {
    byte[] empty = new Dirtree().toBytes();
    return new Dirtree()
        .file("empty", ContentObject.file().checksum(NOTHING))
        .file("file", ContentObject.file().checksum(TEXT))
        .file("link", ContentObject.symlink("directory/ünï".getBytes(UTF_8)).checksum(NOTHING))
        .directory("directory", Sha256.hex(empty), Sha256.hex(Dirmeta.of(040700)))
        .toBytes();
  }

  private void xattr(String name, String value) throws IOException {
    Files.setAttribute(tree.resolve("file"), name.replace("user.", "user:"), value.getBytes(UTF_8));
  }

  private byte[] stored(String checksum, String extension) throws IOException {
    return Files.readAllBytes(
        ostree
            .repository()
            .resolve("objects")
            .resolve(checksum.substring(0, 2))
            .resolve(checksum.substring(2) + "." + extension));
  }
}
