// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.pusher.PushListener;
import org.ostreeupload.pusher.PushReport;
import org.ostreeupload.pusher.PushRequest;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.pusher.Pusher;
import org.ostreeupload.pusher.ReceiverAddress;
import org.ostreeupload.pusher.TlsOptions;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.GoldenRef;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

/**
 * Every branch of every golden repository goes through a real receiver into a repository made by
 * the real tool, is pulled from the receiver by the real tool, and comes out as it went in.
 */
class GoldenPushTest {
  private static final GoldenRepositories GOLDEN = GoldenRepositories.get();

  @TempDir private Path directory;

  static Stream<String> wholeRepositories() {
    return GOLDEN.names().stream().filter(name -> !name.equals("empty") && !name.equals("partial"));
  }

  @ParameterizedTest
  @MethodSource("wholeRepositories")
  void everyBranchArrivesAsItWas(String name) throws Exception {
    Path source = GOLDEN.repository(name);
    Path production = directory.resolve("production");
    Ostree.in(production).init("archive");
    Ostree client = Ostree.in(directory.resolve("client"));
    client.init(name.equals("bare-user-only") ? "bare-user-only" : "bare-user");
    try (Daemon daemon = Daemon.start(directory, production)) {
      client.run("remote", "add", "--no-gpg-verify", "origin", daemon.repositoryAddress());
      for (GoldenRef ref : branches(name)) {
        PushReport report = push(source, daemon, ref.branch());
        assertThat(report.branches()).singleElement().matches(PushReport.Branch::isMoved);
        assertThat(Ostree.in(production).revParse(ref.branch())).isEqualTo(ref.commit());
        client.run("pull", "origin", ref.branch());
        assertSameTree(source, client, ref);
        assertSameDetached(source, production, ref);
      }
      assertThat(Ostree.in(production).fsck().exitCode()).isZero();
      assertThat(client.fsck().exitCode()).isZero();
    }
    assertNothingLeft(production);
  }

  private static List<GoldenRef> branches(String name) {
    return GOLDEN.refs().filter(ref -> ref.repository().equals(name) && ref.isBranch()).toList();
  }

  private static PushReport push(Path source, Daemon daemon, String branch) throws IOException {
    ReceiverAddress address =
        ReceiverAddress.parse(daemon.address(), daemon.token(), TlsOptions.DEFAULT);
    return new Pusher(Repository.open(source), address, PushListener.NONE)
        .push(new PushRequest(List.of(RefName.parse(branch)), Goal.PUBLISH));
  }

  private void assertSameTree(Path source, Ostree client, GoldenRef ref) throws IOException {
    Path expected = directory.resolve("expected");
    Path actual = directory.resolve("actual");
    Ostree.in(source).checkout(ref.commit(), expected);
    client.checkout(ref.commit(), actual);
    assertThat(TreeListing.of(actual)).isEqualTo(TreeListing.of(expected));
    new ProcessBuilder("rm", "-rf", expected.toString(), actual.toString()).start().onExit().join();
  }

  private static void assertSameDetached(Path source, Path production, GoldenRef ref)
      throws IOException {
    String path =
        "objects/" + ref.commit().substring(0, 2) + "/" + ref.commit().substring(2) + ".commitmeta";
    assertThat(Files.exists(production.resolve(path)))
        .isEqualTo(Files.exists(source.resolve(path)));
    if (Files.exists(source.resolve(path))) {
      assertThat(production.resolve(path)).hasSameBinaryContentAs(source.resolve(path));
    }
  }

  /** After the receiver's end there is nothing in the repository that a reader would not expect. */
  static void assertNothingLeft(Path production) throws IOException {
    Path staging = production.resolve(".ostree-upload/staging");
    if (Files.exists(staging)) {
      assertThat(staging).isEmptyDirectory();
    }
    assertObjectsOnly(production);
  }

  /** Among the objects there is nothing else. */
  static void assertObjectsOnly(Path production) throws IOException {
    try (Stream<Path> files = Files.walk(production.resolve("objects"))) {
      assertThat(files.filter(Files::isRegularFile))
          .allMatch(
              file ->
                  String.valueOf(file.getFileName())
                      .matches("[0-9a-f]{62}\\.(filez|dirtree|dirmeta|commit|commitmeta)"));
    }
  }

  @Test
  void aRepositoryWithoutBranchesIsRefusedClearly() throws Exception {
    Path production = directory.resolve("production");
    Ostree.in(production).init("archive");
    try (Daemon daemon = Daemon.start(directory, production)) {
      Program.Run run =
          Program.in(directory)
              .with("OSTREE_UPLOAD_TOKEN", daemon.token())
              .run("push", "-a", daemon.address(), "-r", GOLDEN.repository("empty").toString())
              .expect(ExitStatus.REPOSITORY);
      assertThat(run.err()).contains("has no branches to push");
    }
  }

  @Test
  void partialCommitsAreRefusedByName() throws Exception {
    Path production = directory.resolve("production");
    Ostree.in(production).init("archive");
    try (Daemon daemon = Daemon.start(directory, production)) {
      for (GoldenRef ref : branches("partial")) {
        Path mark =
            GOLDEN.repository("partial").resolve("state").resolve(ref.commit() + ".commitpartial");
        if (Files.exists(mark)) {
          assertThatThrownBy(() -> push(GOLDEN.repository("partial"), daemon, ref.branch()))
              .hasMessageContaining(ref.commit())
              .hasMessageContaining("is partial");
        } else {
          push(GOLDEN.repository("partial"), daemon, ref.branch());
        }
      }
      assertThat(Ostree.in(production).fsck().exitCode()).isZero();
    }
  }
}
