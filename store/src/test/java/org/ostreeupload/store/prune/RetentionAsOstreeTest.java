// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.testdata.Ostree;

/**
 * What is kept is what the real tool keeps, for the same limits. Histories share no commits: there,
 * what it keeps depends on the order in which it comes upon refs.
 */
final class RetentionAsOstreeTest {
  @TempDir private static Path shared;
  private static Histories histories;

  @TempDir private Path dir;

  @BeforeAll
  static void make() throws IOException {
    histories =
        Histories.make(shared, "archive").grow("main", 6).grow("release/1", 7).grow("other", 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 100, Integer.MAX_VALUE})
  void depth(int depth) throws IOException {
    TestRepository ours = pruned(RetentionPolicy.everywhere(Histories.depth(depth)));

    assertSameAs(ours, "--refs-only", "--depth=" + depth);
    assertThat(histories.kept(ours, "main")).hasSize(depth >= 5 ? 6 : depth + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 3, 4, 5, 6, 9})
  void youngerThan(int day) throws IOException {
    TestRepository ours = pruned(RetentionPolicy.everywhere(Histories.since(Histories.day(day))));

    assertSameAs(ours, "--keep-younger-than=@" + Histories.day(day).getEpochSecond());
  }

  @Test
  void theSecondItselfIsYoungEnough() throws IOException {
    Retention until = Histories.since(Histories.day(4));
    Retention after = Histories.since(Histories.day(4).plusSeconds(1));

    assertThat(histories.kept(pruned(Histories.only(Map.of("main", until))), "main"))
        .contains(4, 5);
    TestRepository later = histories.copy(dir.resolve("later"));
    Histories.prune(later, Histories.only(Map.of("main", after)));
    assertThat(histories.kept(later, "main")).contains(5).doesNotContain(4);
  }

  @Test
  void depthOfOneBranchOnly() throws IOException {
    TestRepository ours = pruned(Histories.only(Map.of("other", Histories.depth(0))));

    assertSameAs(ours, "--only-branch=other", "--depth=0");
    assertThat(histories.kept(ours, "other")).containsExactly(2);
    assertThat(histories.kept(ours, "main")).hasSize(6);
  }

  @Test
  void ageOfOneBranchOnly() throws IOException {
    Retention rule = Histories.since(Histories.day(1));
    TestRepository ours = pruned(Histories.only(Map.of("other", rule)));

    assertSameAs(
        ours, "--only-branch=other", "--keep-younger-than=@" + Histories.day(1).getEpochSecond());
    assertThat(histories.kept(ours, "other")).containsExactly(1, 2);
  }

  @Test
  void refsOfRemotesAreCutAsBranchesAre() throws IOException {
    TestRepository ours = pulled("ours");
    TestRepository theirs = pulled("theirs");

    Histories.prune(ours, RetentionPolicy.everywhere(Histories.depth(1)));
    theirs.ostree().run("prune", "--refs-only", "--depth=1");

    assertThat(ours.listing()).isEqualTo(theirs.listing());
    assertThat(histories.kept(ours, "main")).containsExactly(4, 5);
  }

  private TestRepository pulled(String name) {
    Ostree client = Ostree.in(dir.resolve(name)).init("archive");
    client.pull("file://" + histories.original().root(), "main", "--depth=-1");
    return TestRepository.of(client.repository());
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "release/1", "other"})
  void whatIsKeptCanBePulledWithItsHistory(String branch) throws IOException {
    TestRepository ours = pruned(RetentionPolicy.everywhere(Histories.depth(1)));
    Ostree client = Ostree.in(dir.resolve("client")).init("bare-user");

    client.pull("file://" + ours.root(), branch, "--depth=-1");

    assertThat(client.revParse("origin:" + branch)).isEqualTo(ours.ostree().revParse(branch));
    assertThat(client.fsck().orThrow().stdout()).contains("2 commits", "no errors");
  }

  @Test
  void aCommitCanBePutOnWhatIsLeft() throws IOException {
    TestRepository ours = pruned(RetentionPolicy.everywhere(Histories.depth(0)));
    String head = ours.ostree().revParse("main");

    ours.ostree().commit("main", Path.of(shared + "/tree"));

    assertThat(ours.ostree().revParse("main^")).isEqualTo(head);
    assertThat(Histories.prune(ours, RetentionPolicy.KEEP_ALL).deleted()).isZero();
  }

  private TestRepository pruned(RetentionPolicy policy) throws IOException {
    TestRepository ours = histories.copy(dir.resolve("ours"));
    Histories.prune(ours, policy);
    return ours;
  }

  private void assertSameAs(TestRepository ours, String... options) throws IOException {
    TestRepository theirs = histories.copy(dir.resolve("theirs"));
    theirs
        .ostree()
        .run(Stream.concat(Stream.of("prune"), Stream.of(options)).toArray(String[]::new));
    assertThat(ours.listing()).isEqualTo(theirs.listing());
    assertThat(ours.ostree().fsck().orThrow().stdout()).contains("no errors");
  }
}
