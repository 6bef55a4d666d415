// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeListingTest {

  @TempDir private Path dir;

  @BeforeEach
  void setMode() throws IOException {
    mode(dir, "rwxr-x---");
  }

  @Test
  void tellsEverythingOfAnEntry() throws IOException {
    Path odd = Files.writeString(dir.resolve("new\nline\\\"ü"), "x");
    mode(odd, "rw-r-----");
    Files.setAttribute(odd, "user:b", "2".getBytes(UTF_8));
    Files.setAttribute(odd, "user:a", "1".getBytes(UTF_8));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("no where"));
    String owner =
        "%s:%s".formatted(Files.getAttribute(dir, "unix:uid"), Files.getAttribute(dir, "unix:gid"));

    assertThat(TreeListing.of(dir))
        .containsExactly(
            "\"\" directory 0750 " + owner,
            "\"link\" symlink 0777 " + owner + " -> \"no where\"",
            "\"new\\nline\\\\\\\"ü\" file 0640 "
                + owner
                + " sha256=2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
                + " user.a=0x31 user.b=0x32");
  }

  @Test
  void changesWithContent() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "one");
    var before = TreeListing.of(dir);
    Files.writeString(file, "two");

    assertThat(TreeListing.of(dir)).isNotEqualTo(before).hasSameSizeAs(before);
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
