// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTreeTest {
  @TempDir private Path directory;

  @Test
  void findsFilesAtAnyDepthAndLinks() throws Exception {
    Path deep = Files.createDirectories(directory.resolve("a/b")).resolve("deep");
    Files.writeString(deep, "x");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    assertThat(LiveTree.files(directory)).containsExactlyInAnyOrder(deep, link);
    assertThat(LiveTree.entries(directory))
        .containsExactlyInAnyOrder(deep, link, deep.getParent(), directory.resolve("a"));
  }

  @Test
  void whatIsNotThereHasNoFilesAndNoSize() throws Exception {
    assertThat(LiveTree.files(directory.resolve("nothing"))).isEmpty();
    assertThat(LiveTree.entries(directory.resolve("nothing"))).isEmpty();
    assertThat(LiveTree.sizeOrNone(directory.resolve("nothing"))).isZero();
    assertThat(LiveTree.sizeOrNone(Files.writeString(directory.resolve("four"), "four")))
        .isEqualTo(4);
  }

  @Test
  void goesOnWhereFilesAndDirectoriesVanish() throws Exception {
    Path kept = Files.writeString(directory.resolve("kept"), "x");
    AtomicBoolean ended = new AtomicBoolean();
    Thread changing = Thread.ofPlatform().start(() -> comeAndGo(ended));
    try {
      for (int i = 0; i < 2_000; i++) {
        assertThat(LiveTree.files(directory)).contains(kept);
      }
    } finally {
      ended.set(true);
      changing.join();
    }
  }

  private void comeAndGo(AtomicBoolean ended) {
    try {
      Path passing = directory.resolve("passing");
      while (!ended.get()) {
        Files.createDirectory(passing);
        Files.writeString(passing.resolve("file"), "x");
        Files.delete(passing.resolve("file"));
        Files.delete(passing);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
