// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.Ostree;

/** What production turns out to lack when it is to publish is sent, however much it is. */
class HealingPushTest {
  @TempDir private Path directory;

  private Production production;
  private Source source;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory);
    source = Source.in(directory);
    source.write("a/b/c/d/e/f/g/h/file", "deep down").write("top", "at the top");
  }

  @AfterEach
  void stop() throws IOException {
    production.close();
  }

  private void assertWhole(String branch, String commit) throws IOException {
    assertThat(production.unfinished()).isEmpty();
    assertThat(production.ostree().revParse(branch)).isEqualTo(commit);
    var fsck = production.ostree().fsck();
    assertThat(fsck.exitCode()).as(fsck.toString()).isZero();
  }

  private String contentOf(String commit, String path) {
    String listed = source.ostree().run("ls", "--checksum", commit, path).stdout();
    return listed.replaceAll("(?s).* ([0-9a-f]{64}) .*", "$1") + ".file";
  }

  @Test
  void sendsAnObjectThatVanishesBetweenPlanAndPublish() throws IOException {
    source.commit("main");
    source.push(production.address(), "main");
    source.rename("top", "elsewhere");
    String commit = source.commit("main");
    String object = contentOf(commit, "/elsewhere");
    recorder.afterPlan(() -> production.lose(object));
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(recorder.planned()).doesNotContain(object);
    assertThat(report.objects()).isEqualTo(recorder.planned().size() + 1L);
    assertWhole("main", commit);
  }

  @Test
  void sendsWhatVanishesOnceEverythingIsSent() throws IOException {
    source.commit("main");
    source.push(production.address(), "main");
    source.rename("top", "elsewhere");
    String commit = source.commit("main");
    String object = contentOf(commit, "/elsewhere");
    recorder.beforePublish(() -> production.lose(object));
    source.push(production.address(), recorder, "main");
    assertWhole("main", commit);
  }

  @Test
  void healsACommitThatFsckFoundIncomplete() throws IOException {
    String commit = source.commit("main");
    source.push(production.address(), "main");
    production.lose(contentOf(commit, "/top"));
    assertThat(production.ostree().fsck().exitCode()).isNotZero();
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(report.objects()).isEqualTo(1);
    assertWhole("main", commit);
  }

  @Test
  void healsTheHistoryBelowANewBranch() throws IOException {
    source.commit("main");
    source.write("a/b/c/d/e/f/g/h/file", "second");
    source.commit("main");
    source.write("top", "third");
    String third = source.commit("main");
    // Production knows the commits, but nothing else of them.
    production
        .ostree()
        .pullLocal(source.repository(), "--commit-metadata-only", "--depth=-1", "main");
    production.ostree().run("refs", "--delete", "main");
    source.push(production.address(), recorder, "main");
    assertThat(production.objects()).isEqualTo(source.objects());
    assertWhole("main", third);
  }

  @Test
  void namesWhatNeitherSideHas() throws IOException {
    String commit = source.commit("main");
    source.push(production.address(), "main");
    Map<String, String> refs = production.refs();
    String object = contentOf(commit, "/top");
    production.lose(object);
    assertThat(production.ostree().fsck().exitCode()).isNotZero();
    Files.delete(ObjectFiles.path(source.repository(), object));
    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() -> source.push(production.address(), "main"))
        .withMessageContaining(object)
        .returns(PushException.Cause.SOURCE, PushException::reason);
    assertThat(production.refs()).isEqualTo(refs);
  }

  @Test
  void sendsWhatAPullerLeftOut() throws IOException {
    String commit = source.commit("main");
    Ostree puller = production.ostree();
    puller.pullLocal(source.repository(), "--commit-metadata-only", "main");
    source.push(production.address(), recorder, "main");
    assertThat(production.objects()).isEqualTo(source.objects());
    assertWhole("main", commit);
  }
}
