// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.object.Checksum;

class CommitMarksTest {
  private static final Checksum ONE = MemoryObjects.checksum("one");
  private static final Checksum TWO = MemoryObjects.checksum("two");
  private static final Checksum THREE = MemoryObjects.checksum("three");

  @TempDir private Path dir;
  private Repository repository;
  private Layout layout;

  @BeforeEach
  void create() throws IOException {
    Repository.create(dir.resolve("repository"), Optional.empty());
    repository = Repository.open(dir.resolve("repository"));
    layout = repository.layout();
  }

  @Test
  void thereAreNoneWithoutADirectory() throws IOException {
    Path state = layout.partialMark(ONE).resolveSibling("");
    Files.deleteIfExists(state);

    assertThat(CommitMarks.of(layout).partial()).isEmpty();
    assertThat(CommitMarks.of(layout).damaged()).isEmpty();
  }

  @Test
  void tellsThemApartAndPassesOverWhatMarksNoCommit() throws IOException {
    Path state = Files.createDirectories(layout.partialMark(ONE).resolveSibling(""));
    Files.writeString(layout.partialMark(ONE), "f");
    Files.createFile(layout.partialMark(TWO));
    Files.createDirectory(layout.partialMark(THREE));
    Files.writeString(state.resolve("x.commitpartial"), "f");
    Files.writeString(state.resolve(".commitpartial"), "f");
    Files.writeString(state.resolve(ONE + ".other"), "f");

    CommitMarks marks = CommitMarks.of(layout);

    assertThat(marks.damaged()).containsExactly(ONE);
    assertThat(marks.partial()).containsExactlyInAnyOrder(TWO, THREE);
  }

  @Test
  void deletesOnlyWhatFsckPut() throws IOException {
    Files.createDirectories(layout.partialMark(ONE).resolveSibling(""));
    Files.writeString(layout.partialMark(ONE), "f");
    Files.createFile(layout.partialMark(TWO));

    assertThat(CommitMarks.delete(repository, ONE)).isTrue();
    assertThat(CommitMarks.delete(repository, ONE)).isFalse();
    assertThat(CommitMarks.delete(repository, TWO)).isFalse();

    assertThat(layout.partialMark(ONE)).doesNotExist();
    assertThat(layout.partialMark(TWO)).exists();
  }
}
