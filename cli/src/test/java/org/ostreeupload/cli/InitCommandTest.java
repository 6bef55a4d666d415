// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.Ostree;

class InitCommandTest {
  @TempDir private Path directory;

  private final Session session = new Session();

  private Program.Run init(String name, String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "init";
    arguments[1] = "--repo=" + directory.resolve(name);
    System.arraycopy(more, 0, arguments, 2, more.length);
    return session.run(arguments);
  }

  @Test
  void makesARepositoryThatTheRealToolUses() throws Exception {
    Program.Run run = init("repo").expect(ExitStatus.DONE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("ready");
    Ostree ostree = Ostree.in(directory.resolve("repo"));
    assertThat(ostree.run("config", "get", "core.mode").stdout()).isEqualTo("archive-z2\n");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.writeString(tree.resolve("file"), "text");
    String commit = ostree.commit("main", tree);
    assertThat(ostree.revParse("main")).isEqualTo(commit);
    assertThat(ostree.fsck().exitCode()).isZero();
  }

  @Test
  void leavesARepositoryThatIsThereAlone() throws Exception {
    Ostree ostree = Ostree.in(directory.resolve("repo")).init("archive");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    String commit = ostree.commit("main", tree);
    ostree.run("config", "set", "core.fsync", "false");
    init("repo").expect(ExitStatus.DONE);
    init("repo").expect(ExitStatus.DONE);
    assertThat(ostree.revParse("main")).isEqualTo(commit);
    assertThat(ostree.run("config", "get", "core.fsync").stdout()).isEqualTo("false\n");
  }

  @Test
  void namesTheCollection() {
    init("repo", "--collection-id=org.example.Os").expect(ExitStatus.DONE);
    assertThat(
            Ostree.in(directory.resolve("repo"))
                .run("config", "get", "core.collection-id")
                .stdout())
        .isEqualTo("org.example.Os\n");
    assertThat(init("other", "--collection-id=no").expect(ExitStatus.USAGE).err())
        .contains("--collection-id");
    assertThat(directory.resolve("other")).doesNotExist();
  }

  @Test
  void doesNotTakeOverARepositoryOfAnotherCollection() {
    init("none").expect(ExitStatus.DONE);
    init("repo", "--collection-id=org.example.Os").expect(ExitStatus.DONE);
    init("repo", "--collection-id=org.example.Os").expect(ExitStatus.DONE);
    init("repo").expect(ExitStatus.DONE);

    assertThat(
            init("repo", "--collection-id=org.example.Other").expect(ExitStatus.REPOSITORY).err())
        .contains(directory.resolve("repo").toString(), "org.example.Os", "org.example.Other");
    assertThat(init("none", "--collection-id=org.example.Os").expect(ExitStatus.REPOSITORY).err())
        .contains(directory.resolve("none").toString(), "no collection", "org.example.Os");
  }

  @Test
  void makesNoOtherModes() {
    init("archive", "--mode=archive").expect(ExitStatus.DONE);
    init("archive-z2", "--mode=archive-z2").expect(ExitStatus.DONE);
    assertThat(init("bare", "--mode=bare").expect(ExitStatus.USAGE).err()).contains("bare");
    assertThat(directory.resolve("bare")).doesNotExist();
  }

  @Test
  void doesNotTakeOverARepositoryOfAnotherMode() {
    Ostree.in(directory.resolve("repo")).init("bare-user");
    assertThat(init("repo").expect(ExitStatus.REPOSITORY).err())
        .contains(directory.resolve("repo").toString(), "bare-user");
  }
}
