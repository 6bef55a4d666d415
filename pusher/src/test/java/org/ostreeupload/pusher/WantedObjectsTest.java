// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.pusher.PushRequest.Goal;

/** What production lacks or has damaged is healed by any push from where it is whole. */
class WantedObjectsTest {
  @TempDir private Path directory;

  private Production production;
  private Source source;
  private String commit = "";
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory);
    source = Source.in(directory);
    source.write("file", "a file").write("directory/other", "another file");
    commit = source.commit("main");
    source.write("file", "another branch");
    source.commit("other");
    source.push(production.address());
  }

  @AfterEach
  void stop() throws IOException {
    production.close();
    assertThat(production.unfinished()).isEmpty();
  }

  private String file(String branch, String path) {
    String listed = source.ostree().run("ls", "--checksum", branch, path).stdout();
    return listed.replaceAll("(?s).* ([0-9a-f]{64}) .*", "$1") + ".file";
  }

  private void damage(String object) throws IOException {
    production.damage(object);
    assertThat(production.ostree().fsck().exitCode()).isNotZero();
    production.want(object);
  }

  private void assertHealed() throws IOException {
    assertThat(production.ostree().fsck().exitCode()).isZero();
    assertThat(production.wanted()).isEmpty();
    assertThat(production.objects()).isEqualTo(source.objects());
  }

  @Test
  void aPushThatMovesNothingHealsAFile() throws IOException {
    String object = file("main", "/file");
    damage(object);
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(recorder.planned()).containsExactly(object);
    assertThat(report.objects()).isEqualTo(1);
    assertThat(report.branches()).noneMatch(PushReport.Branch::isMoved);
    assertHealed();
    assertThat(source.push(production.address(), "main").requests()).isEqualTo(1);
  }

  @Test
  void aPushHealsACommit() throws IOException {
    damage(commit + ".commit");
    source.push(production.address(), "main");
    assertHealed();
  }

  @Test
  void aPushOfOneBranchHealsAnother() throws IOException {
    damage(file("main", "/file"));
    source.write("file", "on");
    String next = source.commit("other");
    source.push(production.address(), recorder, "other");
    assertThat(production.ostree().revParse("other")).isEqualTo(next);
    assertHealed();
  }

  @Test
  void whatIsPushedAnywayIsSentOnce() throws IOException {
    String object = file("main", "/directory/other");
    source.write("copy", "a new file");
    source.commit("main");
    String fresh = file("main", "/copy");
    production.want(fresh);
    damage(object);
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(recorder.plan().objects()).doesNotHaveDuplicates();
    assertThat(recorder.planned()).contains(object, fresh);
    assertThat(report.objects()).isEqualTo(recorder.planned().size());
    assertHealed();
  }

  @Test
  void aPushFromWhereAnObjectIsNotSucceedsWithoutIt() throws IOException {
    String object = file("main", "/file");
    Source elsewhere = Source.in(directory.resolve("elsewhere"));
    elsewhere.write("file", "elsewhere").commit("third");
    elsewhere.push(production.address(), "third");
    damage(object);
    PushReport report = elsewhere.push(production.address(), recorder, "third");
    assertThat(report.objects()).isZero();
    assertThat(recorder.notes()).isEmpty();
    assertThat(production.wanted()).containsExactly(object);
  }

  @Test
  void anObjectThatIsDamagedHereTooIsLeftOut() throws IOException {
    String object = file("main", "/file");
    damage(object);
    Path here = ObjectFiles.path(source.repository(), object);
    byte[] bytes = Files.readAllBytes(here);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(here);
    Files.write(here, bytes);
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(report.objects()).isZero();
    assertThat(recorder.notes()).hasSize(1);
    assertThat(recorder.notes().getFirst()).contains(object, "is damaged");
    assertThat(production.wanted()).containsExactly(object);
  }

  @Test
  void aDryRunSaysWhatWouldBeHealed() throws IOException {
    String object = file("main", "/file");
    damage(object);
    source.push(Goal.DRY_RUN, production.address(), recorder, "main");
    assertThat(recorder.planned()).containsExactly(object);
    assertThat(production.wanted()).containsExactly(object);
  }
}
