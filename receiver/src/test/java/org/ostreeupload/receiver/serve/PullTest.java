// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.testdata.GoldenRef;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

/** The real {@code ostree} pulls from the handler. */
class PullTest {
  private static final GoldenRepositories GOLDEN = GoldenRepositories.get();

  /** The ref whose tree holds the trees of nearly all the others. */
  private static final String WHOLE = "everything";

  private static List<String> whole;

  @TempDir Path dir;

  @BeforeAll
  static void checkOut(@TempDir Path target) {
    Ostree source = Ostree.in(GOLDEN.repository("archive"));
    whole = TreeListing.of(source.checkout(WHOLE, target.resolve("whole")));
  }

  private static List<String> branches() {
    return GOLDEN
        .refs()
        .filter(ref -> ref.repository().equals("archive") && ref.isBranch())
        .map(GoldenRef::branch)
        .toList();
  }

  private Ostree client(String mode) {
    return Ostree.in(dir.resolve(mode)).init(mode);
  }

  private Ostree copyWithSummary(String repository) {
    Ostree copy = Ostree.in(GOLDEN.copy(repository, dir.resolve("server")));
    copy.run("summary", "--update");
    return copy;
  }

  private void assertHolds(Ostree client, String remote) {
    Ostree source = Ostree.in(GOLDEN.repository("archive"));
    assertThat(client.fsck().orThrow().succeeded()).isTrue();
    for (String branch : branches()) {
      assertThat(client.revParse(remote + branch)).as(branch).isEqualTo(source.revParse(branch));
    }
    Path pulled = client.checkout(remote + WHOLE, dir.resolve("pulled"));
    assertThat(TreeListing.of(pulled)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare-user", "archive"})
  void everyRefWithoutSummary(String mode) throws IOException {
    Ostree client = client(mode);
    try (FileServer server = FileServer.of(GOLDEN.repository("archive"))) {
      client.pull(server.url(), branches().toArray(String[]::new));

      assertThat(server.paths(status -> status == 404))
          .contains("summary", "summary.sig")
          .allMatch(path -> path.matches("summary|summary.sig|.*commitmeta|deltas/.*/superblock"));
      assertThat(server.paths(status -> status != 200 && status != 404)).isEmpty();
    }
    assertHolds(client, "origin:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare-user", "archive"})
  void everyRefWithSummary(String mode) throws IOException {
    Ostree source = copyWithSummary("archive");
    Ostree client = client(mode);
    try (FileServer server = FileServer.of(source.repository())) {
      client.pull(server.url(), branches().toArray(String[]::new));

      assertThat(server.paths(status -> status == 200)).contains("summary", "config");
      assertThat(server.paths(status -> status != 200 && status != 404)).isEmpty();
    }
    assertHolds(client, "origin:");
  }

  @Test
  void mirrorOfEverything() throws IOException {
    Ostree source = copyWithSummary("archive");
    Ostree client = client("archive");
    try (FileServer server = FileServer.of(source.repository())) {
      client.run("remote", "add", "--no-gpg-verify", "up", server.url());
      client.run("pull", "--disable-fsync", "--mirror", "up");
    }
    assertHolds(client, "");
    assertThat(client.run("refs").stdout().lines().toList())
        .containsExactlyInAnyOrderElementsOf(branches());
  }

  @Test
  void secondPullIsToldThatNothingChanged() throws IOException {
    Ostree source = copyWithSummary("archive");
    // A client keeps a summary only if it came with a signature; this one does not check it.
    Files.writeString(source.repository().resolve("summary.sig"), "first");
    Ostree client = client("archive");
    try (FileServer server = FileServer.of(source.repository())) {
      client.pull(server.url(), WHOLE);
      server.forget();
      client.pull(server.url(), WHOLE);

      assertThat(server.paths(status -> status == 304)).containsExactly("summary.sig");
      assertThat(server.paths(status -> status == 200)).doesNotContain("summary", "summary.sig");
    }
  }

  @Test
  void changedSummaryIsFetchedAgain() throws IOException {
    Ostree source = copyWithSummary("archive");
    Files.writeString(source.repository().resolve("summary.sig"), "first");
    Ostree client = client("archive");
    try (FileServer server = FileServer.of(source.repository())) {
      client.pull(server.url(), "shared/left");
      Path tree = Files.createDirectory(dir.resolve("tree"));
      String commit = source.commit("shared/left", tree, "--subject=New");
      source.run("summary", "--update");
      Files.writeString(source.repository().resolve("summary.sig"), "other");
      server.forget();
      client.pull(server.url(), "shared/left");

      assertThat(server.paths(status -> status == 200)).contains("summary", "summary.sig");
      assertThat(client.revParse("origin:shared/left")).isEqualTo(commit);
    }
  }

  @Test
  void signedCommitVerifies() throws IOException {
    Ostree client = client("archive");
    try (FileServer server = FileServer.of(GOLDEN.repository("archive"))) {
      String key = "--gpg-import=" + GOLDEN.publicKey();
      client.run("remote", "add", "--set=gpg-verify=true", key, "up", server.url());
      client.run("pull", "--disable-fsync", "up", "signed");

      assertThat(client.tryRun("pull", "up", "shared/left").succeeded()).isFalse();
    }
  }

  @Test
  void staticDeltaIsUsed() throws IOException {
    Ostree source = Ostree.in(GOLDEN.copy("archive", dir.resolve("server")));
    source.run("static-delta", "generate", "--empty", "shared/left");
    source.run("summary", "--update");
    Ostree client = client("bare-user");
    try (FileServer server = FileServer.of(source.repository())) {
      client.pull(server.url(), "shared/left");

      assertThat(server.paths(status -> status == 200))
          .anyMatch(path -> path.matches("deltas/.*/superblock"))
          .anyMatch(path -> path.matches("deltas/.*/0"));
    }
    assertThat(client.fsck().orThrow().succeeded()).isTrue();
  }

  @Test
  void deletedAncestorIsReplacedByItsTombstone() throws IOException {
    Ostree source = copyWithSummary("tombstone");
    Ostree client = client("archive");
    try (FileServer server = FileServer.of(source.repository())) {
      client.pull(server.url(), "main", "--depth=-1");

      assertThat(server.paths(status -> status == 200))
          .anyMatch(path -> path.endsWith(".tombstone-commit"));
    }
  }

  @Test
  void collectionRefsAreFound() throws IOException {
    Ostree source = copyWithSummary("collection");
    Ostree client = client("archive");
    try (FileServer server = FileServer.of(source.repository())) {
      client.run(
          "remote",
          "add",
          "--no-gpg-verify",
          "--collection-id=org.example.Golden",
          "up",
          server.url());
      client.run("pull", "--disable-fsync", "--mirror", "up");
    }
    assertThat(client.run("refs", "--collections").stdout())
        .contains("(org.example.Golden, main)", "(org.example.Golden, other)");
  }
}
