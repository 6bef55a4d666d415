// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PruneDeltasTest {
  @TempDir private Path dir;

  @Test
  void deltasToDeletedCommitsGoAsWithTheRealTool() throws IOException {
    TestRepository ours = withDeltas("ours");
    TestRepository theirs = withDeltas("theirs");
    assertThat(files(ours, "deltas")).hasSize(8);

    ours.prune();
    theirs.ostree().run("prune", "--refs-only");

    assertThat(files(ours, "deltas")).isEqualTo(files(theirs, "deltas")).hasSize(2);
    assertThat(ours.ostree().run("static-delta", "list").stdout())
        .isEqualTo(theirs.ostree().run("static-delta", "list").stdout());
  }

  @Test
  void indexesGoWithoutWaitingForAReindex() throws IOException {
    TestRepository ours = withDeltas("ours");
    TestRepository theirs = withDeltas("theirs");
    assertThat(files(ours, "delta-indexes")).hasSize(2);

    ours.prune();
    theirs.ostree().run("prune", "--refs-only");
    theirs.ostree().run("static-delta", "reindex");

    assertThat(files(ours, "delta-indexes")).isEqualTo(files(theirs, "delta-indexes")).hasSize(1);
  }

  @Test
  void deltaFromADeletedCommitIsKept() throws IOException {
    TestRepository repository = withDeltaFromGarbage();
    String from = repository.ostree().revParse("xattrs");
    repository.deleteRefs("everything", "xattrs");

    repository.prune();

    assertThat(repository.object(from, "commit")).doesNotExist();
    assertThat(repository.ostree().run("static-delta", "list").stdout()).contains(from);
  }

  private TestRepository withDeltaFromGarbage() {
    TestRepository repository = TestRepository.golden("archive", dir.resolve("repo"));
    repository.ostree().run("static-delta", "generate", "--from=xattrs", "--to=files");
    repository.ostree().run("static-delta", "reindex");
    return repository;
  }

  @Test
  void deltasToCommitsThatAreTooOldGo() throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 4);
    TestRepository repository = histories.original();
    for (int to = 1; to < 4; to++) {
      generate(repository, histories.commit("main", to - 1), histories.commit("main", to));
    }

    Histories.prune(repository, RetentionPolicy.everywhere(Histories.depth(1)));

    assertThat(repository.ostree().run("static-delta", "list").stdout().lines())
        .containsExactlyInAnyOrder(
            histories.commit("main", 1) + "-" + histories.commit("main", 2),
            histories.commit("main", 2) + "-" + histories.commit("main", 3));
  }

  private static void generate(TestRepository repository, String from, String to) {
    repository.ostree().run("static-delta", "generate", "--from=" + from, "--to=" + to);
  }

  @Test
  void restOfAnInterruptedDeletionGoes() throws IOException {
    TestRepository repository = withDeltas("repo");
    for (Path file : files(repository, "deltas")) {
      if (file.endsWith("superblock")) {
        Files.delete(repository.root().resolve(file));
      }
    }

    repository.prune();

    // What leads to a commit that is there may be a delta that is being made.
    assertThat(files(repository, "deltas")).hasSize(1);
  }

  @Test
  void unknownFilesAreLeftAlone() throws IOException {
    TestRepository repository = withDeltas("repo");
    String name = "A".repeat(43).substring(2);
    List<Path> unknown =
        List.of(
            repository.root().resolve("deltas/README"),
            repository.root().resolve("deltas/AA/README"),
            repository.root().resolve("deltas/AA/" + name),
            repository.root().resolve("deltas/AA/" + name + "A/superblock"),
            repository.root().resolve("delta-indexes/README"),
            repository.root().resolve("delta-indexes/AA/" + name),
            repository.root().resolve("delta-indexes/AA/A" + name + ".index"));
    for (Path file : unknown) {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, "unknown");
    }

    repository.prune();

    assertThat(unknown).allSatisfy(file -> assertThat(file).hasContent("unknown"));
  }

  /** Deltas to the head of a history that is about to go, from nothing and from its parent. */
  private TestRepository withDeltas(String name) {
    TestRepository repository = TestRepository.golden("archive", dir.resolve(name));
    repository.deleteRefs("stable");
    repository.ostree().run("static-delta", "generate", "--empty", "history/head");
    repository.ostree().run("static-delta", "generate", "history/head");
    repository.ostree().run("static-delta", "generate", "--from=history/old", "--to=history/head");
    repository.ostree().run("static-delta", "generate", "--empty", "xattrs");
    repository.ostree().run("static-delta", "reindex");
    repository.deleteRefs("history/head");
    return repository;
  }

  private static List<Path> files(TestRepository repository, String directory) throws IOException {
    try (Stream<Path> paths = Files.walk(repository.root().resolve(directory))) {
      return paths
          .filter(Files::isRegularFile)
          .map(repository.root()::relativize)
          .sorted()
          .toList();
    }
  }
}
