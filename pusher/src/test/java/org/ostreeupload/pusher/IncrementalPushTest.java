// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.testdata.Ostree;

/** A push sends exactly what production lacks, told by what the real tool put on both disks. */
class IncrementalPushTest {
  @TempDir private Path directory;

  private Production production;
  private Source source;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory);
    source = Source.in(directory);
    for (int i = 0; i < 8; i++) {
      source.write("d" + i + "/file", "file " + i).write("d" + i + "/deep/er/file", "deep " + i);
    }
  }

  @AfterEach
  void productionIsWhole() throws IOException {
    production.close();
    assertThat(production.ostree().fsck().exitCode()).isZero();
    assertThat(production.unfinished()).isEmpty();
  }

  private void assertSent(PushReport report, Set<String> expected) {
    assertThat(recorder.planned()).isEqualTo(expected);
    assertThat(report.objects()).isEqualTo(expected.size());
    assertThat(recorder.objects()).isEqualTo(expected.size());
  }

  @Test
  void sendsAllObjectsOfTheFirstCommit() throws IOException {
    String commit = source.commit("main");
    PushReport report = source.push(production.address(), recorder, "main");
    assertSent(report, source.objects());
    assertThat(production.objects()).isEqualTo(source.objects());
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    PushReport.Branch branch = report.branches().getFirst();
    assertThat(branch.before()).isEmpty();
    assertThat(branch.after()).hasToString(commit);
    assertThat(branch.isMoved()).isTrue();
  }

  @Test
  void sendsOnlyTheNewObjectsOfAnAdvancedBranch() throws IOException {
    String first = source.commit("main");
    source.push(production.address(), "main");
    Set<String> before = source.objects();
    source.write("d3/deep/er/file", "changed").write("d4/new", "new");
    String second = source.commit("main");
    Set<String> added = ObjectFiles.minus(source.objects(), before);
    // Two files; the root, d3, d3/deep, d3/deep/er, d4; the commit.
    assertThat(added).hasSize(2 + 5 + 1);

    PushReport report = source.push(production.address(), recorder, "main");
    assertSent(report, added);
    assertThat(production.objects()).isEqualTo(source.objects());
    PushPlan.Branch branch = recorder.plan().branches().getFirst();
    assertThat(branch.from().orElseThrow()).hasToString(first);
    assertThat(branch.to()).hasToString(second);
    assertThat(branch.commits()).isEqualTo(1);
    assertThat(branch.objects()).isEqualTo(added.size());
    assertThat(recorder.plan().bytes()).isLessThanOrEqualTo(report.bytes());
  }

  @Test
  void sendsNothingInOneRequestWhenNothingIsNew() throws IOException {
    source.commit("main");
    source.commit("other");
    PushReport first = source.push(production.address());
    PushReport again = source.push(production.address(), recorder);
    assertThat(again.requests()).isEqualTo(1);
    assertThat(again.objects()).isZero();
    assertThat(again.bytes()).isZero();
    assertThat(again.branches()).hasSize(2).noneMatch(PushReport.Branch::isMoved);
    assertThat(recorder.plans()).isEmpty();
    var requests = production.awaitRequests(first.requests() + 1);
    assertThat(requests).hasSize(Math.toIntExact(first.requests() + 1));
    assertThat(requests.getLast().path()).isEqualTo("/api/v2/pushes");
    assertThat(requests.getLast().status()).isEqualTo(200);
  }

  @Test
  void sendsEveryCommitBetweenTheHeadAndTheTarget() throws IOException {
    source.commit("main");
    source.push(production.address(), "main");
    Set<String> before = source.objects();
    for (int i = 0; i < 4; i++) {
      source.write("d0/file", "step " + i);
      source.commit("main");
    }
    PushReport report = source.push(production.address(), recorder, "main");
    Set<String> added = ObjectFiles.minus(source.objects(), before);
    assertSent(report, added);
    assertThat(recorder.plan().branches().getFirst().commits()).isEqualTo(4);
    assertThat(production.ostree().run("log", "main").stdout().lines())
        .filteredOn(line -> line.startsWith("commit "))
        .hasSize(5);
  }

  @Test
  void sendsOnlyWhatIsNewOfANewBranchOnKnownHistory() throws IOException {
    String first = source.commit("main");
    source.push(production.address(), "main");
    Set<String> before = source.objects();
    source.write("d7/file", "of the branch");
    String second = source.commit("branch", "--parent=" + first);
    PushReport report = source.push(production.address(), recorder, "branch");
    assertSent(report, ObjectFiles.minus(source.objects(), before));
    assertThat(recorder.plan().branches().getFirst().commits()).isEqualTo(1);
    assertThat(production.ostree().revParse("branch")).isEqualTo(second);
  }

  @Test
  void sendsNoObjectForANewNameOfAKnownCommit() throws IOException {
    String commit = source.commit("main", "--bind-ref=alias");
    source.push(production.address(), "main");
    source.ostree().run("refs", "--create=alias", commit);
    PushReport report = source.push(production.address(), recorder, "alias");
    assertSent(report, Set.of());
    assertThat(production.ostree().revParse("alias")).isEqualTo(commit);
  }

  @Test
  void sendsObjectsThatBranchesShareOnce() throws IOException {
    source.commit("one");
    source.write("only/two", "two");
    source.commit("two");
    PushReport report = source.push(production.address(), recorder, "one", "two");
    assertSent(report, source.objects());
    assertThat(recorder.plan().objects()).hasSize(source.objects().size());
    assertThat(recorder.plan().branches().stream().mapToInt(PushPlan.Branch::objects).sum())
        .isEqualTo(source.objects().size());
    // Of the second branch: a file, its directory, the root and the commit.
    assertThat(recorder.plan().branches().get(1).objects()).isEqualTo(4);
  }

  @Test
  void doesNotSendARenamedDirectoryAgain() throws IOException {
    source.commit("main");
    source.push(production.address(), "main");
    source.rename("d5", "renamed");
    source.commit("main");
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(report.objects()).isEqualTo(2);
    assertThat(recorder.planned())
        .allMatch(name -> name.endsWith(".commit") || name.endsWith(".dirtree"));
  }

  @Test
  void sendsHistoryThatIsCutShortAsFarAsItIsThere() throws IOException {
    source.commit("main");
    source.write("d0/file", "second");
    source.commit("main");
    source.write("d0/file", "third");
    String third = source.commit("main");
    Ostree shallow = Ostree.in(directory.resolve("shallow")).init("archive");
    shallow.pullLocal(source.repository(), "--depth=1", "main");
    PushReport report = Source.of(shallow).push(production.address(), recorder, "main");
    assertSent(report, ObjectFiles.of(shallow.repository()));
    assertThat(recorder.plan().branches().getFirst().commits()).isEqualTo(2);
    assertThat(production.ostree().revParse("main")).isEqualTo(third);
  }

  @Test
  void buildsOnAHeadThatIsKnownByItsChecksumOnly() throws IOException {
    String first = source.commit("main");
    source.push(production.address(), "main");
    Set<String> before = source.objects();
    source.write("d0/file", "second");
    String second = source.commit("main");
    Ostree shallow = Ostree.in(directory.resolve("shallow")).init("archive");
    shallow.pullLocal(source.repository(), "--depth=0", "main");
    assertThat(ObjectFiles.of(shallow.repository())).doesNotContain(first + ".commit");
    PushReport report = Source.of(shallow).push(production.address(), recorder, "main");
    assertSent(report, ObjectFiles.minus(source.objects(), before));
    assertThat(production.ostree().revParse("main")).isEqualTo(second);
  }

  @Test
  void pushesAllBranchesButNoAliasesWhenNoneIsNamed() throws IOException {
    source.commit("one", "--bind-ref=alias");
    source.commit("two/three");
    source.ostree().run("refs", "--alias", "--create=alias", "one");
    PushReport report = source.push(production.address());
    assertThat(report.branches())
        .extracting(branch -> branch.ref().value())
        .containsExactlyInAnyOrder("one", "two/three");
    assertThat(production.ostree().run("refs").stdout().lines())
        .containsExactlyInAnyOrder("one", "two/three");
  }

  @Test
  void replacesTheDetachedMetadataOfACommitThatIsThere() throws IOException {
    String time = "--timestamp=@1700000000";
    String commit = source.commit("main", time, "--add-detached-metadata-string=by=first");
    source.push(production.address(), "main");
    Path meta = ObjectFiles.path(source.repository(), commit + ".commitmeta");
    Path published = ObjectFiles.path(production.repository(), commit + ".commitmeta");
    assertThat(published).hasSameBinaryContentAs(meta);

    // The same commit, made again with other detached metadata.
    source.ostree().run("refs", "--delete", "main");
    String again =
        source.commit(
            "main", time, "--parent=none", "--add-detached-metadata-string=by=second one");
    assertThat(again).isEqualTo(commit);
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(report.objects()).isZero();
    assertThat(report.bytes()).isBetween(Files.size(meta), Files.size(meta) + 100);
    assertThat(recorder.plan().detached())
        .extracting(item -> item.name().toString())
        .containsExactly(commit + ".commit");
    assertThat(published).hasSameBinaryContentAs(meta);
    assertThat(source.push(production.address(), "main").requests()).isEqualTo(1);
  }

  @Test
  void dryRunChangesNothingAndLeavesNoSession() throws IOException {
    source.commit("main");
    source.push(production.address(), "main");
    source.write("d1/file", "changed");
    source.commit("main");
    Map<String, String> refs = production.refs();
    Set<String> objects = production.objects();
    PushReport report = source.push(Goal.DRY_RUN, production.address(), recorder, "main");
    assertThat(recorder.planned()).isEqualTo(ObjectFiles.minus(source.objects(), objects));
    assertThat(report.objects()).isZero();
    assertThat(report.bytes()).isZero();
    assertThat(report.branches().getFirst().isMoved()).isTrue();
    assertThat(production.refs()).isEqualTo(refs);
    assertThat(production.objects()).isEqualTo(objects);
    assertThat(production.unfinished()).isEmpty();
  }
}
