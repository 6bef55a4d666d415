// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.Shell;
import org.ostreeupload.store.compose.CommitRequest.Parent;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.Ostree;

/** The same commit ids as the real tool's for the same directory. */
final class DirectoryCommitTest {
  @TempDir Path dir;
  private Ostree theirs;
  private Ostree ours;

  @BeforeEach
  void makeRepositories() {
    theirs = Ostree.in(dir.resolve("theirs")).init("archive");
    ours = Ostree.in(dir.resolve("ours")).init("archive");
  }

  @Test
  void commitsEmptyDirectory() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));

    assertThat(commit(Requests.of(tree, "main"))).hasToString(realCommit("main", tree, ""));
  }

  @Test
  void commitsAThousandEntries() throws IOException {
    Path tree = dir.resolve("tree");
    Shell.run(tree, "for i in {1..500}; do : >file-$i; mkdir dir-$i; done");

    assertThat(commit(Requests.of(tree, "main"))).hasToString(realCommit("main", tree, ""));
  }

  @Test
  void commitsMessageAndMetadataInOrder() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    CommitRequest request =
        Requests.of(tree, "os/main")
            .with("Sübject 😀", "Body\n\nmore\n")
            .with(List.of(Map.entry("z", "1"), Map.entry("version", "ü"), Map.entry("a", "")))
            .bound("os/next", "a", "os/main")
            .request();

    String expected =
        theirs.commit(
            "os/main",
            tree,
            "--timestamp=@" + Requests.TIMESTAMP,
            "--subject=Sübject 😀",
            "--body=Body\n\nmore\n",
            "--add-metadata-string=z=1",
            "--add-metadata-string=version=ü",
            "--add-metadata-string=a=",
            "--bind-ref=os/next",
            "--bind-ref=a",
            "--bind-ref=os/main");
    assertThat(DirectoryCommit.commit(open(), request)).hasToString(expected);
  }

  @Test
  void bindsToTheCollection() throws IOException {
    theirs = Ostree.in(dir.resolve("their-collection")).init("archive", "--collection-id=a.B");
    ours = Ostree.in(dir.resolve("our-collection")).init("archive", "--collection-id=a.B");
    Path tree = Files.createDirectory(dir.resolve("tree"));

    assertThat(commit(Requests.of(tree, "main").with(List.of(Map.entry("k", "v")))))
        .hasToString(realCommit("main", tree, "--add-metadata-string=k=v"));
  }

  @Test
  void followsTheHeadOfTheBranch() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));

    assertThat(commit(Requests.of(tree, "main"))).hasToString(realCommit("main", tree, ""));
    assertThat(commit(Requests.of(tree, "main"))).hasToString(realCommit("main", tree, ""));
    assertThat(ours.run("log", "main").stdout()).isEqualTo(theirs.run("log", "main").stdout());
    ours.fsck().orThrow();
  }

  @Test
  void followsTheGivenCommitThoughItIsNotThere() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    Checksum parent = Checksum.ofBytes(new byte[] {1});

    assertThat(commit(Requests.of(tree, "main").after(new Parent.Given(parent))))
        .hasToString(realCommit("main", tree, "--parent=" + parent));
    ours.fsck().orThrow();
  }

  @Test
  void canBeginAHistoryAnew() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    Checksum first = commit(Requests.of(tree, "main"));
    Files.createFile(tree.resolve("file"));

    Checksum second = commit(Requests.of(tree, "main").after(new Parent.None()));

    assertThat(second).isNotEqualTo(first);
    assertThat(second).hasToString(realCommit("main", tree, "--parent=none"));
    assertThat(open().refs().head(new RefName("main"))).contains(second);
  }

  @Test
  void renewsSummaryWhereThereIsOne() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    commit(Requests.of(tree, "main"));
    assertThat(open().layout().summary()).doesNotExist();

    ours.run("summary", "-u");
    Checksum second = commit(Requests.of(tree, "main"));

    assertThat(ours.run("summary", "-v").stdout()).contains(second.toString());
  }

  private Repository open() throws IOException {
    return Repository.open(ours.repository());
  }

  private Checksum commit(Requests request) throws IOException {
    return DirectoryCommit.commit(open(), request.request());
  }

  private String realCommit(String branch, Path tree, String options) {
    String timestamp = "--timestamp=@" + Requests.TIMESTAMP;
    String[] arguments = (timestamp + " " + options).strip().split(" ", -1);
    return theirs.commit(branch, tree, arguments);
  }
}
