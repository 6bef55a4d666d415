// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.testdata.Ostree;

/** The commit is the one that the real tool makes of the same options. */
class CommitCommandTest {
  @TempDir private Path directory;

  private Path tree;
  private Ostree ostree;
  private final Session session = new Session();

  @BeforeEach
  void makeTree() throws Exception {
    tree = Files.createDirectory(directory.resolve("tree"));
    Files.writeString(tree.resolve("file"), "text");
    ostree = Ostree.in(directory.resolve("repo")).init("archive");
  }

  private Program.Run commit(String... more) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("commit", "--repo=" + ostree.repository(), "--tree=dir=" + tree));
    line.addAll(List.of(more));
    return session.run(line.toArray(String[]::new));
  }

  /** What the real tool makes of it, in a repository of its own. */
  private String expected(String... more) {
    Ostree other = Ostree.in(directory.resolve("other")).init("archive");
    List<String> line = new ArrayList<>(List.of("--owner-uid=0", "--owner-gid=0"));
    line.addAll(List.of(more));
    return other.commit("main", tree, line.toArray(String[]::new));
  }

  @Test
  void printsTheCommitAlone() {
    Program.Run run = commit("-b", "main", "-s", "First").expect(ExitStatus.DONE);
    assertThat(run.out()).isEqualTo(ostree.revParse("main") + "\n");
    assertThat(run.err()).isEmpty();
    assertThat(ostree.fsck().exitCode()).isZero();
    String first = ostree.revParse("main");
    commit("-b", "main", "-s", "Second").expect(ExitStatus.DONE);
    assertThat(ostree.revParse("main^")).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@0",
        "@1735689600",
        "@-5",
        "2026-01-31",
        "2026-01-31 12:00",
        "2026-01-31 12:00:01",
        "2026-01-31T12:00:01",
        "2026-01-31T12:00:00Z",
        "2026-01-31 12:00 +0000",
        "2026-01-31 12:00:00 +0100",
        "2026-01-31 12:00:00+01:00",
        "2026-01-31 12:00:00 -0730",
        "2026-01-31 12:00:00 UTC"
      })
  void understandsTimesAsTheRealToolDoes(String time) {
    assertThat(commit("-b", "main", "--timestamp=" + time).expect(ExitStatus.DONE).out().strip())
        .isEqualTo(expected("--timestamp=" + time));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "@x",
        "@1.5",
        "@99999999999999999999",
        "yesterday, or so",
        "2026-13-01",
        "2026-01-31 25:00:00 +0000",
        "2026-01-31 12:00:00 +01"
      })
  void refusesWhatIsNoTime(String time) {
    Program.Run run = commit("-b", "main", "--timestamp=" + time).expect(ExitStatus.USAGE);
    assertThat(run.err()).contains("--timestamp: '" + time + "'");
    assertThat(run.out()).isEmpty();
    assertThat(ostree.run("refs").stdout()).isEmpty();
  }

  @Test
  void takesTheTimeOfReproducibleBuilds() {
    session.with("SOURCE_DATE_EPOCH", "1700000000");
    assertThat(commit("-b", "main").expect(ExitStatus.DONE).out().strip())
        .isEqualTo(expected("--timestamp=@1700000000"));
  }

  @Test
  void theTimeThatIsGivenWins() {
    session.with("SOURCE_DATE_EPOCH", "1700000000");
    assertThat(commit("-b", "main", "--timestamp=@5").expect(ExitStatus.DONE).out().strip())
        .isEqualTo(expected("--timestamp=@5"));
  }

  @Test
  void recordsWhatItIsTold() {
    String[] options = {
      "--timestamp=@1700000000",
      "--subject=Sübject",
      "--body=One\nTwo",
      "--add-metadata-string=version=1=2",
      "--add-metadata-string=empty=",
      "--bind-ref=other/name",
      "--no-xattrs",
      "--owner-uid=7",
      "--owner-gid=8"
    };
    List<String> line = new ArrayList<>(List.of("--branch=main"));
    line.addAll(List.of(options));
    assertThat(commit(line.toArray(String[]::new)).expect(ExitStatus.DONE).out().strip())
        .isEqualTo(expected(options));
  }

  @Test
  void anArgumentThatNamesAFileStaysAsItIs() throws Exception {
    Path file = Files.writeString(directory.resolve("words"), "other words");
    commit("-b", "main", "-s", "@" + file).expect(ExitStatus.DONE);
    assertThat(ostree.run("log", "main").stdout())
        .contains("    @" + file + "\n")
        .doesNotContain("other");
  }

  @Test
  void takesAnotherParent() {
    commit("-b", "main", "-s", "1").expect(ExitStatus.DONE);
    String first = ostree.revParse("main");
    commit("-b", "main", "-s", "2").expect(ExitStatus.DONE);
    commit("-b", "main", "-s", "3", "--parent=" + first).expect(ExitStatus.DONE);
    assertThat(ostree.revParse("main^")).isEqualTo(first);
    commit("-b", "main", "-s", "4", "--parent=none").expect(ExitStatus.DONE);
    assertThat(ostree.run("log", "main").stdout()).doesNotContain("Parent:");
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThat(commit().expect(ExitStatus.USAGE).err()).contains("--branch");
    assertThat(commit("-b", "-x").expect(ExitStatus.USAGE).out()).isEmpty();
    assertThat(commit("-b", "a//b").expect(ExitStatus.USAGE).err()).contains("'a//b'");
    assertThat(commit("-b", "main", "--parent=zz").expect(ExitStatus.USAGE).out()).isEmpty();
    assertThat(commit("-b", "main", "--add-metadata-string=x").expect(ExitStatus.USAGE).err())
        .contains("'x' is not KEY=VALUE");
    assertThat(commit("-b", "main", "--owner-uid=x").expect(ExitStatus.USAGE).out()).isEmpty();
    assertThat(
            session
                .run("commit", "--repo=" + ostree.repository(), "-b", "main", "--tree=ref=main")
                .expect(ExitStatus.USAGE)
                .err())
        .contains("only dir=PATH");
  }

  @Test
  void namesATreeThatIsNotThere() {
    Program.Run run =
        session.run(
            "commit", "--repo=" + ostree.repository(), "-b", "main", "--tree=dir=" + tree + "/no");
    assertThat(run.expect(ExitStatus.REPOSITORY).err()).contains(tree + "/no");
    assertThat(ostree.run("refs").stdout()).isEmpty();
  }

  @Test
  void namesARepositoryThatIsNone() {
    Program.Run run = session.run("commit", "--repo=" + tree, "-b", "main", "--tree=dir=" + tree);
    assertThat(run.expect(ExitStatus.REPOSITORY).err())
        .contains("not an OSTree repository: " + tree);
  }
}
