// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.testdata.Ostree;

/** What is kept where the real tool has no such rule, or one that loses something. */
final class RetentionTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({"1, 2, 2", "3, 4, 2", "0, 9, 5", "0, -1, 0", "5, 9, 0", "9, 9, 0"})
  void whatEitherLimitKeepsIsKept(int depth, int day, int oldest) throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 6);
    Retention both = new Retention(OptionalInt.of(depth), Optional.of(Histories.day(day)));

    TestRepository repository = prune(histories, RetentionPolicy.everywhere(both));

    assertThat(histories.kept(repository, "main")).hasSize(6 - oldest).contains(5, oldest);
    assertWhole(repository);
  }

  @Test
  void aWrongClockDoesNotCutHistory() throws IOException {
    Histories histories =
        Histories.make(dir, "archive")
            .grow("main", 4)
            .add("main", Instant.EPOCH)
            .add("main", Histories.day(5));

    TestRepository repository =
        prune(histories, RetentionPolicy.everywhere(Histories.since(Histories.day(2))));

    assertThat(histories.kept(repository, "main")).containsExactly(2, 3, 4, 5);
    assertWhole(repository);
    assertThat(
            Histories.prune(
                    repository, RetentionPolicy.everywhere(Histories.since(Histories.day(2))))
                .deleted())
        .isZero();
  }

  @Test
  void commitsOfDaysBefore1970AreYoungForAStartThatIsToo() throws IOException {
    Histories histories = Histories.make(dir, "archive").add("main", Instant.EPOCH).grow("main", 1);

    TestRepository repository =
        prune(
            histories,
            RetentionPolicy.everywhere(Histories.since(Instant.parse("1960-01-01T00:00:00Z"))));

    assertThat(histories.kept(repository, "main")).containsExactly(0, 1);
  }

  /** The real tool keeps more or less of a shared history by chance. */
  @ParameterizedTest
  @ValueSource(strings = {"alpha", "z"})
  void aRefThatKeepsAllDoesSoWhateverAnotherOneOfTheSameHistoryKeeps(String shallow)
      throws IOException {
    for (int point = 1; point <= 5; point++) {
      Path directory = Files.createDirectory(dir.resolve("" + point));
      Histories histories =
          Histories.make(directory, "archive").grow("main", 5).fork(shallow, "main", point);
      for (Retention cut : List.of(Histories.depth(0), Histories.since(Histories.day(3)))) {
        TestRepository repository =
            histories.copy(directory.resolve(cut.depth().isPresent() ? "depth" : "age"));
        Histories.prune(repository, Histories.only(Map.of(shallow, cut)));
        assertThat(histories.kept(repository, "main")).hasSize(5);
      }
    }
  }

  @Test
  void refsOfOneHistoryKeepWhatTheDeepestWants() throws IOException {
    Histories histories =
        Histories.make(dir, "archive")
            .grow("main", 9)
            .fork("side", "main", 7)
            .fork("third", "main", 6);

    TestRepository depths =
        prune(
            histories,
            Histories.only(
                Map.of(
                    "main",
                    Histories.depth(1),
                    "side",
                    Histories.depth(0),
                    "third",
                    Histories.depth(2))));
    assertThat(histories.kept(depths, "main")).containsExactly(3, 4, 5, 6, 7, 8);

    TestRepository ages = histories.copy(dir.resolve("ages"));
    Histories.prune(
        ages,
        Histories.only(
            Map.of(
                "main", Histories.since(Histories.day(8)),
                "side", Histories.since(Histories.day(4)),
                "third", Histories.since(Histories.day(9)))));
    assertThat(histories.kept(ages, "main")).containsExactly(4, 5, 6, 8);
  }

  @Test
  void forksOfOldCommitsKeepTheYoungOnesBelowThem() throws IOException {
    Histories histories =
        Histories.make(dir, "archive")
            .grow("main", 3)
            .fork("fork", "main", 3)
            .add("fork", Instant.EPOCH)
            .add("fork", Instant.EPOCH)
            .fork("side", "main", 3)
            .add("side", Instant.EPOCH)
            .add("side", Instant.EPOCH);

    TestRepository repository =
        prune(histories, RetentionPolicy.everywhere(Histories.since(Histories.day(1))));

    assertThat(histories.kept(repository, "fork")).containsExactly(1, 2, 3, 4);
    assertThat(histories.kept(repository, "side")).containsExactly(1, 2, 3, 4);
  }

  @Test
  void anAliasIsARefOfItsOwn() throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 3);
    TestRepository repository = histories.original();
    repository.ostree().run("refs", "--create=latest", "--alias", "main");
    Retention cut = Histories.depth(0);

    Histories.prune(repository, Histories.only(Map.of("main", cut)));
    assertThat(histories.kept(repository, "main")).hasSize(3);

    Histories.prune(repository, Histories.only(Map.of("main", cut, "latest", cut)));
    assertThat(histories.kept(repository, "main")).containsExactly(2);
  }

  /** The real tool deletes them when it keeps by age. */
  @Test
  void refsOfOtherCollectionsAreKept() throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 3).grow("mirrored", 3);
    TestRepository repository = histories.original();
    Path mirror = repository.root().resolve("refs/mirrors/org.example.Other/mirrored");
    Files.createDirectories(mirror.resolveSibling(""));
    Files.move(repository.root().resolve("refs/heads/mirrored"), mirror);

    Histories.prune(repository, RetentionPolicy.everywhere(Histories.since(Histories.day(1))));

    assertThat(histories.kept(repository, "mirrored")).containsExactly(1, 2);
    Histories.prune(repository, Histories.only(Map.of("main", Histories.depth(0))));
    assertThat(histories.kept(repository, "mirrored")).containsExactly(1, 2);
  }

  @Test
  void whatBelongsToACommitThatIsTooOldGoesWithIt() throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 3);
    TestRepository repository = histories.original();
    String old = histories.commit("main", 0);
    repository.config("core.tombstone-commits", "true");
    Files.createFile(repository.mark(old));
    Files.write(repository.object(old, "commitmeta"), new byte[0]);

    Histories.prune(repository, RetentionPolicy.everywhere(Histories.depth(1)));

    assertThat(repository.mark(old)).doesNotExist();
    assertThat(repository.object(old, "commitmeta")).doesNotExist();
    assertThat(repository.object(old, "tombstone-commit")).exists();
    assertWhole(repository);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare-user", "bare-user-only"})
  void otherModesAreCutToo(String mode) throws IOException {
    Histories histories = Histories.make(dir, mode).grow("main", 4);

    Histories.prune(histories.original(), RetentionPolicy.everywhere(Histories.depth(1)));

    assertThat(histories.kept(histories.original(), "main")).containsExactly(2, 3);
    assertWhole(histories.original());
  }

  @Test
  void namesTheCommitsThatGoInADryRunToo() throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 5);
    TestRepository repository = histories.original();
    RetentionPolicy policy = RetentionPolicy.everywhere(Histories.depth(1));
    List<String> before = repository.listing();

    List<String> named = new ArrayList<>();
    PruneResult dry = run(repository, policy, Prune.Mode.DRY_RUN, named);

    assertThat(repository.listing()).isEqualTo(before);
    assertThat(named)
        .containsExactlyInAnyOrder(
            histories.commit("main", 0), histories.commit("main", 1), histories.commit("main", 2));
    List<String> deleted = new ArrayList<>();
    assertThat(run(repository, policy, Prune.Mode.DELETE, deleted)).isEqualTo(dry);
    assertThat(deleted).containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  void damageBelowTheCutDoesNotMatterIfNobodyLooksThere() throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 5);
    TestRepository repository = histories.original();
    Files.writeString(repository.object(histories.commit("main", 1), "commit"), "damaged");

    assertThatThrownBy(
            () ->
                Histories.prune(
                    repository, RetentionPolicy.everywhere(Histories.since(Histories.day(3)))))
        .isInstanceOf(ObjectException.class)
        .hasMessageContaining(histories.commit("main", 1));
    Histories.prune(repository, RetentionPolicy.everywhere(Histories.depth(2)));

    assertThat(histories.kept(repository, "main")).containsExactly(2, 3, 4);
    assertWhole(repository);
  }

  @Test
  void otherRootsAreKeptWithTheirHistory() throws IOException {
    Histories histories = Histories.make(dir, "archive").grow("main", 3).grow("begun", 3);
    TestRepository files = histories.original();
    files.deleteRefs("begun");
    Repository repository = Repository.open(files.root());
    Reachable reachable = new Reachable(repository, RetentionPolicy.everywhere(Histories.depth(0)));

    reachable.alsoKeep(List.of(checksum(histories, "begun", 1), Checksum.parse("0".repeat(64))));
    reachable.walk();

    assertThat(reachable.containsCommit(checksum(histories, "begun", 0))).isTrue();
    assertThat(reachable.containsCommit(checksum(histories, "begun", 1))).isTrue();
    assertThat(reachable.containsCommit(checksum(histories, "begun", 2))).isFalse();
    assertThat(reachable.containsCommit(checksum(histories, "main", 1))).isFalse();
    assertThat(reachable.containsCommit(checksum(histories, "main", 2))).isTrue();
  }

  @Test
  void refusesADepthBelowNought() {
    assertThatThrownBy(() -> Histories.depth(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Checksum checksum(Histories histories, String branch, int index)
      throws IOException {
    return Checksum.parse(histories.commit(branch, index));
  }

  private static PruneResult run(
      TestRepository repository, RetentionPolicy policy, Prune.Mode mode, List<String> commits)
      throws IOException {
    return new Prune(Repository.open(repository.root()), policy)
        .run(mode, commit -> commits.add(commit.toString()));
  }

  private TestRepository prune(Histories histories, RetentionPolicy policy) throws IOException {
    TestRepository repository = histories.copy(dir.resolve("pruned"));
    Histories.prune(repository, policy);
    return repository;
  }

  private void assertWhole(TestRepository repository) {
    assertThat(repository.ostree().fsck().orThrow().stdout()).contains("no errors");
    Ostree client = Ostree.in(dir.resolve("client")).init("bare-user");
    client.pull("file://" + repository.root(), "main", "--depth=-1");
    client.fsck().orThrow();
  }
}
