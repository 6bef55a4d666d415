// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Repository;
import org.ostreeupload.testdata.GoldenRepositories;

final class PruneCrashTest {
  private static final List<Predicate<Path>> COMING_BACK =
      List.of(_ -> false, _ -> true, path -> path.toString().endsWith(".commit"));

  @TempDir private Path dir;

  @Test
  void crashLeavesNoHoleAndTheNextRunFinishes() throws IOException {
    TestRepository original = makeOriginal();
    TestRepository whole = copyOf(original, "whole");
    whole.prune();

    int operations = 0;
    boolean finished = false;
    while (!finished) {
      for (Predicate<Path> comingBack : COMING_BACK) {
        TestRepository copy = copyOf(original, "crashed");
        finished = pruneAndCrash(copy, operations, comingBack);

        assertThat(copy.ostree().fsck().orThrow().stdout())
            .as("%d", operations)
            .contains("no errors");
        copy.prune();
        assertThat(kept(copy)).as("after %d operations", operations).isEqualTo(kept(whole));
        DurableFiles.deleteTree(copy.root());
      }
      operations++;
    }

    assertThat(operations).isGreaterThan(30);
  }

  /** Says whether the prune ended before the crash. */
  private static boolean pruneAndCrash(
      TestRepository repository, int operations, Predicate<Path> comingBack) throws IOException {
    Path root = repository.root();
    CrashingFileSystem files = new CrashingFileSystem(root.getFileSystem(), operations);
    try {
      new Prune(Repository.open(files.wrap(root))).run(Prune.Mode.DELETE);
      return true;
    } catch (CrashingFileSystem.Crash e) {
      files.undo(comingBack);
      return false;
    }
  }

  /** A repository with a kept commit and two to delete, with all that belongs to them. */
  private TestRepository makeOriginal() {
    TestRepository repository =
        TestRepository.of(GoldenRepositories.get().copy("collection", dir.resolve("original")));
    repository.config("core.tombstone-commits", "true");
    repository
        .ostree()
        .run(
            "commit",
            "--branch=main",
            "--tree=ref=main",
            "--timestamp=@1",
            "--add-detached-metadata-string=some=thing");
    repository.ostree().run("static-delta", "generate", "--empty", "main");
    repository.ostree().run("static-delta", "generate", "main");
    repository.ostree().run("static-delta", "reindex");
    repository.deleteRefs("main");
    return repository;
  }

  private TestRepository copyOf(TestRepository original, String name) throws IOException {
    Path target = dir.resolve(name);
    try (Stream<Path> paths = Files.walk(original.root())) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, target.resolve(original.root().relativize(path)));
      }
    }
    return TestRepository.of(target);
  }

  /** Detached metadata may outlive its commit in a crash, as it does no harm. */
  private static List<Path> kept(TestRepository repository) throws IOException {
    try (Stream<Path> paths = Files.walk(repository.root())) {
      return paths
          .filter(Files::isRegularFile)
          .map(repository.root()::relativize)
          .filter(path -> !path.toString().endsWith(".commitmeta"))
          .filter(path -> !path.toString().contains("/.tmp-"))
          .sorted()
          .toList();
    }
  }
}
