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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.InMemory;
import org.ostreeupload.store.Repository;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.crash.CrashFileSystem;
import org.ostreeupload.testdata.crash.FailureMode;
import org.ostreeupload.testdata.crash.Sampling;

/** A prune that is cut short, by a crash or by a failure, anywhere. */
final class PruneCrashTest {
  private static final int ASK_THE_REAL_TOOL = 5;

  @TempDir private Path dir;

  @TempDir(factory = InMemory.class)
  private Path scratch;

  @Test
  void crashLeavesNoHoleAndTheNextRunFinishes() throws IOException {
    TestRepository original = makeOriginal();
    TestRepository whole = copyOf(original, "whole");
    whole.prune();
    List<Path> kept = kept(whole);

    CrashFileSystem disk = CrashFileSystem.over(original.root());
    new Prune(Repository.open(disk.root())).run(Prune.Mode.DELETE);
    int[] looked = {0};
    int states =
        disk.crashStates(new Sampling(7, 20, 1))
            .forEach(
                state -> {
                  Path root = state.materialise(scratch.resolve("crashed"));
                  assertRecovers(
                      TestRepository.of(root), kept, state, looked[0]++ % ASK_THE_REAL_TOOL == 0);
                  DurableFiles.deleteTree(root);
                });
    System.out.printf("prune: %d crash states%n", states);
    assertThat(states).isGreaterThan(50);
  }

  @ParameterizedTest
  @EnumSource
  void failureLeavesNoHoleAndTheNextRunFinishes(FailureMode mode) throws IOException {
    TestRepository original = makeOriginal();
    TestRepository whole = copyOf(original, "whole");
    whole.prune();
    List<Path> kept = kept(whole);

    boolean complete = false;
    for (int n = 0; !complete; n++) {
      TestRepository copy = copyOf(original, "failed");
      CrashFileSystem disk = CrashFileSystem.over(copy.root());
      disk.failAfter(n, mode);
      try {
        new Prune(Repository.open(disk.root())).run(Prune.Mode.DELETE);
      } catch (IOException e) {
        assertThat(disk.failures()).isPositive();
      }
      complete = disk.failures() == 0;
      assertRecovers(copy, kept, mode + " after " + n, n % ASK_THE_REAL_TOOL == 0);
      DurableFiles.deleteTree(copy.root());
    }
  }

  private static void assertRecovers(
      TestRepository repository, List<Path> kept, Object state, boolean askTheRealTool)
      throws IOException {
    if (askTheRealTool) {
      assertThat(repository.ostree().fsck().orThrow().stdout())
          .as("%s", state)
          .contains("no errors");
    }
    repository.prune();
    assertThat(kept(repository)).as("%s", state).isEqualTo(kept);
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
          .filter(path -> !path.startsWith(".ostree-upload"))
          .sorted()
          .toList();
    }
  }
}
