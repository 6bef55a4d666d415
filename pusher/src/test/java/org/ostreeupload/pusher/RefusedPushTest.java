// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.pusher.PushException.Cause;
import org.ostreeupload.testdata.Ostree;

/** A push that cannot be says why, by name, and leaves production as it was. */
class RefusedPushTest {
  @TempDir private Path directory;

  private Production production;
  private Source source;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory);
    source = Source.in(directory);
    source.write("file", "one").write("directory/file", "two");
  }

  @AfterEach
  void productionIsWhole() throws IOException {
    production.close();
    assertThat(production.ostree().fsck().exitCode()).isZero();
  }

  /** Pushes in vain and checks that nothing of it is seen. */
  private PushException refusal(ReceiverAddress receiver, String... branches) {
    return refusal(source, receiver, branches);
  }

  private PushException refusal(Source from, ReceiverAddress receiver, String... branches) {
    Map<String, String> refs = production.refs();
    Set<String> objects = production.objects();
    PushException refusal =
        catchThrowableOfType(PushException.class, () -> from.push(receiver, recorder, branches));
    assertThat(refusal).isNotNull();
    assertThat(production.refs()).isEqualTo(refs);
    assertThat(production.objects()).isEqualTo(objects);
    return refusal;
  }

  private void assertSays(PushException refusal, Cause reason, String... words) throws IOException {
    assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
    assertThat(refusal).message().contains(words);
    if (reason != Cause.SOURCE) {
      assertThat(production.unfinished()).as("a push again would fail again").isEmpty();
    }
  }

  @Test
  void anUnknownToken() throws IOException {
    source.commit("main");
    String secret = "not-the-token-0123456789";
    ReceiverAddress address =
        ReceiverAddress.parse(production.uri().toString(), secret, TlsOptions.DEFAULT);
    PushException refusal = refusal(address, "main");
    assertSays(refusal, Cause.TOKEN, "token is not known", "gentoken");
    assertThat(refusal).message().doesNotContain(secret);
    assertThat(recorder.retries()).isEmpty();
  }

  @Test
  void aTokenForOtherBranches() throws IOException {
    source.commit("main");
    source.commit("allowed/main");
    source.push(production.narrowAddress(), "allowed/main");
    assertSays(refusal(production.narrowAddress()), Cause.TOKEN, "may not push to 'main'");
  }

  @Test
  void aBranchThatIsNotThere() throws IOException {
    source.commit("main");
    assertSays(
        refusal(production.address(), "main", "no/such"),
        Cause.SOURCE,
        "no branch 'no/such'",
        source.repository().toString());
  }

  @Test
  void aRepositoryWithoutBranches() throws IOException {
    assertSays(refusal(production.address()), Cause.SOURCE, "no branches to push");
  }

  @Test
  void aPartialCommit() throws IOException {
    String commit = source.commit("main");
    Ostree other = Ostree.in(directory.resolve("other")).init("archive");
    other.pullLocal(source.repository(), "--commit-metadata-only", "main");
    assertSays(
        refusal(Source.of(other), production.address(), "main"),
        Cause.SOURCE,
        commit,
        "'main'",
        "is partial");
  }

  @Test
  void aPartialCommitBetweenTheHeadAndTheTarget() throws IOException {
    source.commit("main");
    source.push(production.address(), "main");
    source.write("file", "second");
    String second = source.commit("main");
    Ostree other = Ostree.in(directory.resolve("other")).init("archive");
    other.pullLocal(source.repository(), "--commit-metadata-only", "--depth=-1", "main");
    source.write("file", "third");
    other.commit("main", source.tree());
    assertSays(
        refusal(Source.of(other), production.address(), "main"),
        Cause.SOURCE,
        second,
        "is partial");
  }

  @Test
  void aHeadThatIsNotKnownHere() throws IOException {
    String theirs = source.commit("main");
    source.push(production.address(), "main");
    Source other = Source.in(directory.resolve("other"));
    String ours = other.write("file", "another").commit("main");
    assertSays(
        refusal(other, production.address(), "main"),
        Cause.REFS,
        "'main' has diverged",
        theirs,
        "not in this repository",
        ours);
  }

  @Test
  void aHeadThatIsNoAncestor() throws IOException {
    String first = source.commit("main");
    source.write("file", "theirs");
    String theirs = source.commit("main");
    source.push(production.address(), "main");
    source.write("file", "ours");
    String ours = source.commit("main", "--parent=" + first);
    assertSays(
        refusal(production.address(), "main"),
        Cause.REFS,
        "'main' has diverged",
        theirs,
        "no ancestor of",
        ours);
  }

  @Test
  void aSourceThatIsBehind() throws IOException {
    String first = source.commit("main");
    source.write("file", "second");
    String second = source.commit("main");
    source.push(production.address(), "main");
    source.ostree().run("reset", "main", first);
    assertSays(refusal(production.address(), "main"), Cause.REFS, "'main'", second, first);
  }

  @Test
  void aHeadBeforeTheBeginningOfHistoryThatIsCutShort() throws IOException {
    String first = source.commit("main");
    source.push(production.address(), "main");
    source.write("file", "second");
    String second = source.commit("main");
    source.write("file", "third");
    String third = source.commit("main");
    source.write("file", "fourth");
    String fourth = source.commit("main");
    Ostree shallow = Ostree.in(directory.resolve("shallow")).init("archive");
    shallow.pullLocal(source.repository(), "--depth=1", "main");
    PushException refusal = refusal(Source.of(shallow), production.address(), "main");
    assertSays(
        refusal,
        Cause.REFS,
        "'main'",
        first,
        third + ", whose parent " + second,
        fourth,
        "missing");
    assertThat(refusal).message().doesNotContain("diverged");
  }

  @Test
  void allBranchesWhenOneHasDiverged() throws IOException {
    source.commit("good");
    source.commit("orphan");
    source.push(production.address(), "good", "orphan");
    source.write("file", "on");
    source.commit("good");
    source.commit("orphan", "--parent=none");
    assertSays(
        refusal(production.address(), "good", "orphan"), Cause.REFS, "'orphan' has diverged");
  }

  @Test
  void aBranchThatSomebodyElseMovedMeanwhile() throws IOException {
    source.commit("main");
    source.push(production.address(), "main");
    source.write("file", "theirs");
    String theirs = source.commit("main");
    Ostree other = Ostree.in(directory.resolve("other")).init("archive");
    other.pullLocal(source.repository(), "main");
    source.ostree().run("reset", "main", "main^");
    source.write("file", "ours");
    String ours = source.commit("main");
    recorder.beforePublish(() -> Source.of(other).push(production.address(), "main"));
    PushException refusal =
        catchThrowableOfType(
            PushException.class, () -> source.push(production.address(), recorder, "main"));
    assertSays(refusal, Cause.REFS, "'main'", "stale", theirs);
    assertThat(production.refs()).containsExactly(Map.entry("main", theirs));
    assertThat(production.objects()).doesNotContain(ours + ".commit");
  }

  @Test
  void aCommitThatIsBoundToAnotherBranch() throws IOException {
    String commit = source.commit("main");
    source.ostree().run("refs", "--create=other", commit);
    assertSays(
        refusal(production.address(), "other"), Cause.REFS, commit, "bound to [main]", "'other'");
  }

  private String fileObject() {
    String commit = source.commit("main");
    return source
            .ostree()
            .run("ls", "--checksum", commit, "/directory/file")
            .stdout()
            .replaceAll("(?s).* ([0-9a-f]{64}) .*", "$1")
        + ".file";
  }

  @Test
  void anObjectThatIsMissing() throws IOException {
    String object = fileObject();
    Files.delete(ObjectFiles.path(source.repository(), object));
    assertSays(
        refusal(production.address(), "main"), Cause.SOURCE, object, "is missing", "ostree fsck");
  }

  @Test
  void anObjectThatVanishesBeforeItIsSent() throws IOException {
    String object = fileObject();
    recorder.afterPlan(() -> Files.delete(ObjectFiles.path(source.repository(), object)));
    assertSays(
        refusal(production.address(), "main"), Cause.SOURCE, object, "is missing", "ostree fsck");
    assertThat(recorder.retries()).isEmpty();
  }

  @Test
  void anObjectThatIsDamagedBeforeItIsSent() throws IOException {
    String object = fileObject();
    Path path = ObjectFiles.path(source.repository(), object);
    recorder.afterPlan(
        () -> {
          byte[] bytes = Files.readAllBytes(path);
          bytes[bytes.length - 1] ^= 1;
          Files.write(path, bytes);
        });
    assertSays(
        refusal(production.address(), "main"), Cause.SOURCE, object, "is damaged", "ostree fsck");
  }

  @Test
  void aDamagedDirectory() throws IOException {
    String commit = source.commit("main");
    String tree =
        source
                .ostree()
                .run("ls", "--dironly", "--checksum", commit, "/directory")
                .stdout()
                .replaceAll("(?s).*? ([0-9a-f]{64}) .*", "$1")
            + ".dirtree";
    Path path = ObjectFiles.path(source.repository(), tree);
    Files.write(path, new byte[] {0});
    assertSays(refusal(production.address(), "main"), Cause.SOURCE, tree, "is damaged");
  }

  @Test
  void detachedMetadataThatIsNone() throws IOException {
    String commit = source.commit("main");
    Files.write(ObjectFiles.path(source.repository(), commit + ".commitmeta"), new byte[] {1, 2});
    assertSays(refusal(production.address(), "main"), Cause.SOURCE, commit, "detached metadata");
  }
}
