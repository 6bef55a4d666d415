// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.RepositoryException;

final class PruneRefusesTest {
  @TempDir private Path dir;
  private TestRepository repository = TestRepository.of(Path.of(""));

  @BeforeEach
  void makeGarbage() {
    repository = TestRepository.golden("partial", dir.resolve("repo"));
    repository.deleteRefs("shared/right");
  }

  @Test
  void missingFileStopsEverything() throws IOException {
    assertStopsAt(repository.object(repository.checksum("shared/left", "/own"), "filez"));
  }

  @Test
  void missingDirtreeStopsEverything() throws IOException {
    assertStopsAt(repository.object(repository.checksum("shared/left", "/common"), "dirtree"));
  }

  @Test
  void missingDirmetaStopsEverything() throws IOException {
    assertStopsAt(repository.objects(".dirmeta").getFirst());
  }

  @Test
  void refToAMissingCommitStopsEverything() throws IOException {
    assertStopsAt(repository.object(repository.ostree().revParse("shared/left"), "commit"));
  }

  @Test
  void damagedDirtreeStopsEverything() throws IOException {
    Path dirtree = repository.object(repository.checksum("shared/left", "/common"), "dirtree");
    Files.writeString(dirtree, "damaged");

    assertStops(repository::prune, "is damaged", dirtree);
  }

  @Test
  void refWithoutAChecksumStopsEverything() throws IOException {
    Files.writeString(repository.root().resolve("refs/heads/odd"), "no checksum\n");
    List<String> before = repository.listing();

    assertThatThrownBy(repository::prune)
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("refs/heads/odd");
    assertThat(repository.listing()).isEqualTo(before);
  }

  @Test
  void partialCommitMayHaveHoles() throws IOException {
    String commit = repository.ostree().revParse("shared/left");
    String dirtree = repository.checksum("shared/left", "/common");
    Files.createFile(repository.mark(commit));
    Files.delete(repository.object(dirtree, "dirtree"));

    assertThat(repository.prune().deleted()).isPositive();
    assertThat(repository.object(commit, "commit")).exists();
    assertThat(repository.mark(commit)).exists();
  }

  @Test
  void holeThatAWholeCommitReachesTooStopsEverything() throws IOException {
    String whole = repository.ostree().revParse("shared/left");
    Path file = repository.object(repository.checksum("shared/left", "/own"), "filez");
    repository.ostree().run("refs", "--create=same", "shared/left");
    String partial =
        repository
            .ostree()
            .run("commit", "--branch=a-partial", "--tree=ref=shared/left", "-s", "same")
            .stdout()
            .strip();
    Files.createFile(repository.mark(partial));

    assertStopsAt(file);
    Files.createFile(repository.mark(whole));
    assertThat(repository.prune().deleted()).isPositive();
  }

  @Test
  void markOfADeletedCommitGoesAndOthersStay() throws IOException {
    String deleted = repository.ostree().revParse("everything");
    String kept = repository.ostree().revParse("files");
    repository.deleteRefs("everything");

    repository.prune();

    assertThat(repository.mark(deleted)).doesNotExist();
    assertThat(repository.mark(kept)).exists();
  }

  private void assertStopsAt(Path object) throws IOException {
    Files.delete(object);
    assertStops(repository::prune, "is missing", object);
  }

  private void assertStops(ThrowingCallable prune, String reason, Path object) {
    String name = object.getName(object.getNameCount() - 2) + "" + object.getFileName();
    List<String> before = repository.listing();

    assertThatThrownBy(prune)
        .isInstanceOf(ObjectException.class)
        .hasMessageContaining(name.replace("filez", "file"))
        .hasMessageContaining(reason);
    assertThat(repository.listing()).isEqualTo(before);
  }
}
