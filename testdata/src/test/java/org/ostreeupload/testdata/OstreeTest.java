// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OstreeTest {

  @TempDir private Path dir;

  @Test
  void commitsPullsAndChecksOut() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    Files.writeString(tree.resolve("ünï"), "text");
    Ostree source = Ostree.in(dir.resolve("source")).init("bare-user");
    String commit = source.commit("a/b", tree, "--subject=Two words");

    Ostree client =
        Ostree.in(dir.resolve("client")).init("archive", "--collection-id=org.example.A");
    client.pullLocal(source.repository(), "a/b");
    client.pull(source.repository().toUri().toString(), "a/b");

    assertThat(client.revParse("a/b")).isEqualTo(commit);
    assertThat(client.revParse("origin:a/b")).isEqualTo(commit);
    assertThat(client.fsck().succeeded()).isTrue();
    assertThat(TreeListing.of(client.checkout("a/b", dir.resolve("checkout"))))
        .isEqualTo(TreeListing.of(tree));
  }

  @Test
  void failureTellsCommandExitCodeAndOutput() {
    Ostree ostree = Ostree.in(dir.resolve("repository")).init("archive");

    assertThat(ostree.tryRun("rev-parse", "nowhere").succeeded()).isFalse();
    assertThatThrownBy(() -> ostree.revParse("nowhere"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rev-parse nowhere")
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("Refspec 'nowhere' not found");
  }

  @Test
  void missingProgramSaysHowToInstallIt() {
    assertThatThrownBy(() -> Command.run("some-package", List.of("no-such-program-here")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("apt-get install some-package");
  }
}
