// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.crash.CrashFileSystem;

final class DurableFilesTest {
  @TempDir Path dir;
  private final DurableFiles files = new DurableFiles(true);

  @Test
  void writesBelowNewDirectoriesAndOverOldFiles() throws IOException {
    Path target = dir.resolve("a/b/file");

    files.write(target, new byte[] {1});
    files.write(target, new byte[] {2, 3});

    assertThat(target).hasBinaryContent(new byte[] {2, 3});
    assertThat(target.resolveSibling("")).isDirectoryNotContaining(file -> !file.equals(target));
  }

  @Test
  void preparedFileIsNotSeenUntilItReplaces() throws IOException {
    Path target = Files.writeString(dir.resolve("file"), "old");

    DurableFiles.Prepared prepared = files.prepare(dir.resolve(".new"), target, new byte[] {'n'});
    assertThat(target).hasContent("old");

    files.replace(prepared);
    assertThat(target).hasContent("n");
    assertThat(prepared.temporary()).doesNotExist();
  }

  @Test
  void movesWithoutReplacing() throws IOException {
    Path source = Files.writeString(dir.resolve("source"), "new");
    Path taken = Files.writeString(dir.resolve("taken"), "old");

    assertThatThrownBy(() -> files.moveWithoutReplacing(source, taken))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(taken).hasContent("old");
    assertThat(source).exists();

    files.moveWithoutReplacing(source, dir.resolve("free"));
    assertThat(dir.resolve("free")).hasContent("new");
    assertThat(source).doesNotExist();
    assertThatThrownBy(() -> files.moveWithoutReplacing(source, dir.resolve("other")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void syncsFewAndManyDirectories() throws IOException {
    Set<Path> directories = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      directories.add(Files.createDirectory(dir.resolve("d" + i)));
      files.syncDirectories(directories);
    }
    directories.clear();
    directories.add(dir.resolve("absent"));

    assertThatThrownBy(() -> files.syncDirectories(directories)).isInstanceOf(IOException.class);
  }

  @Test
  void syncsAFileSystemInOneGoOrFileByFile() throws IOException {
    Path real = Files.createDirectory(dir.resolve("real"));
    CrashFileSystem recorded = CrashFileSystem.over(Files.createDirectory(dir.resolve("recorded")));
    for (Path root : List.of(real, recorded.root())) {
      try (DurableFiles.FileSystemSync fileSystem = files.openFileSystem(root)) {
        Path directory = Files.createDirectories(root.resolve("one/two"));
        Files.writeString(directory.resolve("file"), "text");
        fileSystem.sync(root.resolve("one"));
      }
    }
    assertThat(recorded.history())
        .filteredOn(line -> line.startsWith("force"))
        .contains("force one/two/file", "force one/two", "force one")
        .hasSize(4); // the last is the directory that holds all
  }

  @Test
  void deletesTreeButNotWhatItsSymlinksPointTo() throws IOException {
    Path kept = Files.createDirectories(dir.resolve("kept/directory"));
    Path tree = Files.createDirectories(dir.resolve("tree/sub/sub"));
    Files.createSymbolicLink(tree.resolve("link"), kept);
    Files.writeString(tree.resolve("file"), "text");

    DurableFiles.deleteTree(dir.resolve("tree"));
    DurableFiles.deleteTree(dir.resolve("tree"));

    assertThat(dir.resolve("tree")).doesNotExist();
    assertThat(kept).isDirectory();
  }
}
