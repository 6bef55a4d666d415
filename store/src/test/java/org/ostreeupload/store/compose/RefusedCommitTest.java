// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.Shell;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

/** What cannot be committed is named, and nothing changes. */
final class RefusedCommitTest {
  @TempDir Path dir;
  private Ostree ostree;
  private Path tree;

  @BeforeEach
  void makeRepository() throws IOException {
    ostree = Ostree.in(dir.resolve("repository")).init("archive");
    tree = Files.createDirectories(dir.resolve("tree/directory")).resolveSibling("");
    Files.writeString(tree.resolve("a-file-before"), "text");
  }

  @Test
  void namedPipe() throws IOException {
    Shell.run(tree, "mkfifo directory/pipe");

    assertRefused("main", "directory/pipe");
  }

  @Test
  void socket() throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));

      assertRefused("main", "socket");
    }
  }

  @Test
  void nameThatIsNoUtf8() throws IOException {
    Shell.run(tree, "touch directory/$'caf\\xe9'");

    assertRefused("main", "UTF-8");
  }

  @Test
  void directoryNameThatIsNoUtf8() throws IOException {
    Shell.run(tree, "mkdir $'caf\\xe9'");

    assertRefused("main", "UTF-8");
  }

  @Test
  void symlinkTargetThatIsNoUtf8() throws IOException {
    Shell.run(tree, "ln -s $'caf\\xe9' directory/link");

    assertRefused("main", "directory/link");
  }

  @Test
  void whatIsNoDirectory() throws IOException {
    tree = tree.resolve("a-file-before");

    assertRefused("main", "not a directory: " + tree);
  }

  @Test
  void whatIsNotThere() throws IOException {
    tree = tree.resolve("nothing");

    assertRefused("main", "not a directory: " + tree);
  }

  @Test
  void symlinkToDirectory() throws IOException {
    tree = Files.createSymbolicLink(dir.resolve("link"), tree);

    assertThat(ostree.tryRun("commit", "--branch=main", "--tree=dir=" + tree).succeeded())
        .isFalse();
    assertRefused("main", "not a directory: " + tree);
  }

  @Test
  void branchBelowAnother() throws IOException {
    ostree.commit("main", tree);

    assertRefused("main/below", "main");
  }

  @Test
  void repositoryOfAnotherMode() throws IOException {
    ostree = Ostree.in(dir.resolve("bare-user")).init("bare-user");

    assertRefused("main", "bare-user");
  }

  private void assertRefused(String branch, String message) throws IOException {
    Repository repository = Repository.open(ostree.repository());
    List<String> before = listing();

    assertThatThrownBy(
            () -> DirectoryCommit.commit(repository, Requests.of(tree, branch).request()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(message);

    assertThat(listing()).isEqualTo(before);
  }

  private List<String> listing() {
    return TreeListing.of(ostree.repository()).stream()
        .filter(line -> !line.matches("\"(.lock|.ostree-upload(/staging|/publish.lock)?)\" .*"))
        .toList();
  }
}
