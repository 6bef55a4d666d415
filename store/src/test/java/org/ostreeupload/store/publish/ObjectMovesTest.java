// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.Checksum;

@Timeout(60)
final class ObjectMovesTest {
  private static final int SET_GROUP_ID = 02000;

  @TempDir Path dir;
  private Source build;
  private Target target;
  private Path objects;

  @BeforeEach
  void makeRepositories() throws IOException {
    build = new Source(dir.resolve("source"));
    target = new Target(dir.resolve("target"));
    objects = target.root().resolve("objects");
  }

  private void push(String text) throws IOException {
    Checksum commit = build.commit("main", text);
    assertThat(target.push(build.open(), "main", commit)).isInstanceOf(Publication.Done.class);
    target.ostree().fsck().orThrow();
  }

  private static Object inode(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino");
  }

  @Test
  void directoriesAreMadeOnceAndStay() throws IOException {
    push("one");
    List<Path> first = Directories.list(objects);
    List<Object> inodes = new ArrayList<>();
    for (Path prefix : first) {
      inodes.add(inode(prefix));
    }

    for (int i = 0; i < 20; i++) {
      push("other " + i);
    }

    for (int i = 0; i < first.size(); i++) {
      assertThat(inode(first.get(i))).isEqualTo(inodes.get(i));
    }
  }

  /** A group that shares a repository must be able to write to every directory of it. */
  @Test
  void directoriesGetTheGroupThatIsPassedOn() throws IOException {
    int mode = (int) Files.getAttribute(objects, "unix:mode");
    Files.setAttribute(objects, "unix:mode", mode | SET_GROUP_ID);

    push("one");

    assertThat(Directories.list(objects))
        .isNotEmpty()
        .allSatisfy(
            prefix ->
                assertThat((int) Files.getAttribute(prefix, "unix:mode") & SET_GROUP_ID)
                    .isNotZero());
  }
}
