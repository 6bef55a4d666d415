// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.crash.CrashFileSystem;

class DirectoriesTest {
  @TempDir private Path dir;

  @Test
  void listsWhatIsThere() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    Path child = Files.createDirectory(dir.resolve("child"));
    Files.createFile(child.resolve("grandchild"));
    List<Path> visited = new ArrayList<>();
    Directories.forEach(dir, visited::add);

    assertThat(Directories.list(dir)).containsExactlyInAnyOrder(file, child);
    assertThat(visited).containsExactlyInAnyOrder(file, child);
  }

  @Test
  void onlyAVisitBearsThatThereIsNoDirectory() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    Path absent = dir.resolve("absent");
    List<Path> visited = new ArrayList<>();
    Directories.forEach(file, visited::add);
    Directories.forEach(absent, visited::add);

    assertThat(visited).isEmpty();
    assertThatThrownBy(() -> Directories.list(file)).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> Directories.list(absent)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aDirectoryThatCannotBeReadFailsAsFilesDo() throws IOException {
    Path root = dir.resolve("repository");
    Repository.create(root, Optional.empty());
    Layout real = new Layout(root);
    Files.createDirectories(real.deltas());
    Files.createDirectories(real.wanted());
    Files.createDirectories(real.partialMark(MemoryObjects.META).resolveSibling(""));
    CrashFileSystem disk = CrashFileSystem.over(root);
    Repository repository = Repository.open(disk.root());
    Layout layout = repository.layout();
    Path marks = layout.partialMark(MemoryObjects.META).resolveSibling("");
    for (Path bad : List.of(layout.heads(), layout.deltas(), layout.wanted(), marks)) {
      disk.breakReading(bad);
    }

    assertUnreadable(() -> Directories.list(layout.heads()));
    assertUnreadable(() -> Directories.forEach(layout.heads(), _ -> {}));
    assertUnreadable(() -> repository.refs().heads());
    assertUnreadable(() -> StaticDeltas.superblocks(layout));
    assertUnreadable(() -> repository.wanted().all());
    assertUnreadable(() -> CommitMarks.of(layout));
  }

  private static void assertUnreadable(ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Input/output error");
  }
}
