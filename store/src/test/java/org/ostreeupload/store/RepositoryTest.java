// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

final class RepositoryTest {
  @TempDir Path dir;

  static List<String> modes() {
    return GoldenRepositories.modes();
  }

  static List<String> names() {
    return GoldenRepositories.get().names();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void opensEveryMode(String mode) throws IOException {
    assertThat(Golden.open(mode).config().mode()).hasToString(mode);
  }

  @ParameterizedTest
  @MethodSource("names")
  void readingChangesNothing(String name) throws IOException {
    Path root = GoldenRepositories.get().repository(name);
    List<String> before = TreeListing.of(root);

    Repository repository = Repository.open(root);
    repository.refs().heads();
    repository.refs().remotes();
    repository.refs().mirrors();
    Golden.commits(repository);

    assertThat(TreeListing.of(root)).isEqualTo(before);
  }

  @Test
  void missingModeIsBare() throws IOException {
    Path root = withConfig("[core]\nrepo_version=1\n");

    assertThat(Repository.open(root).config().mode()).isEqualTo(RepositoryMode.BARE);
    assertThat(Ostree.in(root).tryRun("refs").succeeded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no key file",
        "[core]\nmode=archive\n",
        "[core]\nrepo_version=2\nmode=archive\n",
        "[core]\nrepo_version=1\nmode=future\n",
        "[core]\nrepo_version=1\nmode=\n",
        "[core]\nrepo_version=1\narchive=true\n",
        "[core]\nrepo_version=1\nmode=archive\nfsync=perhaps\n"
      })
  void refusesConfigurationThatTheRealToolRefuses(String config) throws IOException {
    Path root = withConfig(config);

    assertThat(Ostree.in(root).tryRun("refs").succeeded()).isFalse();
    assertThatThrownBy(() -> Repository.open(root))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(root.toString());
  }

  @Test
  void refusesConfigurationThatIsNoUtf8() throws IOException {
    Path root = withConfig("");
    Files.write(root.resolve("config"), "[é]\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Repository.open(root))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void refusesHugeConfiguration() throws IOException {
    Path root = withConfig("[core]\nrepo_version=1\n" + "#\n".repeat(1 << 20));

    assertThatThrownBy(() -> Repository.open(root)).isInstanceOf(RepositoryException.class);
  }

  @Test
  void refusesWhatIsNoRepository() throws IOException {
    Path noObjects = Files.createDirectory(dir.resolve("no-objects"));
    Files.writeString(noObjects.resolve("config"), "[core]\nrepo_version=1\n");
    Path noConfig = Files.createDirectory(dir.resolve("no-config"));
    Files.createDirectory(noConfig.resolve("objects"));
    Path file = Files.writeString(dir.resolve("file"), "text");

    for (Path root : List.of(noObjects, noConfig, file, dir)) {
      assertThatThrownBy(() -> Repository.open(root))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("not an OSTree repository: " + root);
    }
    assertThatThrownBy(() -> Repository.open(dir.resolve("nothing")))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("no such repository");
  }

  @Test
  void createsWhatTheRealToolCreates() throws IOException {
    Path theirs = Ostree.in(dir.resolve("theirs")).init("archive").repository();
    Path ours = dir.resolve("not/there/ours");

    Repository repository = Repository.create(ours, Optional.empty());

    assertThat(TreeListing.of(ours)).isEqualTo(TreeListing.of(theirs));
    assertThat(repository.config().mode()).isEqualTo(RepositoryMode.ARCHIVE);
    assertThat(Ostree.in(ours).run("refs").stdout()).isEmpty();
    Ostree.in(ours).fsck().orThrow();
  }

  @Test
  void createsWhatTheRealToolCreatesForCollection() throws IOException {
    String id = "org.example.Os_2";
    Path theirs =
        Ostree.in(dir.resolve("theirs")).init("archive", "--collection-id=" + id).repository();
    Path ours = dir.resolve("ours");

    Repository repository = Repository.create(ours, Optional.of(id));

    assertThat(TreeListing.of(ours)).isEqualTo(TreeListing.of(theirs));
    assertThat(repository.config().collectionId()).contains(id);
    Ostree.in(ours).fsck().orThrow();
  }

  @Test
  void createLeavesArchiveRepositoryAsItIs() {
    Ostree existing = Ostree.in(dir.resolve("existing")).init("archive");
    existing.run("config", "set", "core.tombstone-commits", "true");
    List<String> before = TreeListing.of(existing.repository());

    assertThat(existing.repository())
        .satisfies(root -> Repository.create(root, Optional.empty()))
        .satisfies(root -> assertThat(TreeListing.of(root)).isEqualTo(before));
  }

  @Test
  void createRefusesRepositoryOfAnotherMode() {
    Path existing = Ostree.in(dir.resolve("existing")).init("bare-user").repository();
    List<String> before = TreeListing.of(existing);

    assertThatThrownBy(() -> Repository.create(existing, Optional.empty()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("bare-user");
    assertThat(TreeListing.of(existing)).isEqualTo(before);
  }

  @Test
  void createRefusesRepositoryOfAnotherCollection() throws IOException {
    Ostree existing = Ostree.in(dir.resolve("existing")).init("archive");
    Path root = existing.repository();
    List<String> before = TreeListing.of(root);

    assertThatThrownBy(() -> Repository.create(root, Optional.of("org.example.Os")))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("no collection, not of collection org.example.Os");
    assertThat(TreeListing.of(root)).isEqualTo(before);

    existing.run("config", "set", "core.collection-id", "org.example.Os");
    assertThatThrownBy(() -> Repository.create(root, Optional.of("org.example.Other")))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("collection org.example.Os, not of collection org.example.Other");
    assertThat(Repository.create(root, Optional.of("org.example.Os")).config().collectionId())
        .contains("org.example.Os");
    assertThat(Repository.create(root, Optional.empty()).config().collectionId())
        .contains("org.example.Os");
  }

  @Test
  void createCompletesWhatWasCutShort() throws IOException {
    Path whole = Ostree.in(dir.resolve("whole")).init("archive").repository();

    for (String next : List.of("", "tmp", "tmp/cache", "refs", "refs/heads", "refs/remotes")) {
      Path half = Files.createDirectory(dir.resolve("half-" + next.replace('/', '-')));
      Files.copy(whole.resolve("config"), half.resolve("config"));
      Files.createDirectories(half.resolve(next));

      Repository.create(half, Optional.empty());

      assertThat(TreeListing.of(half)).isEqualTo(TreeListing.of(whole));
    }
  }

  @Test
  void createRefusesHalfARepositoryOfAnotherMode() throws IOException {
    Path root = Files.createDirectory(dir.resolve("half"));
    Files.writeString(root.resolve("config"), "[core]\nrepo_version=1\nmode=bare\n");

    assertThatThrownBy(() -> Repository.create(root, Optional.empty()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("mode bare");
    assertThat(root).isDirectoryNotContaining(path -> !path.endsWith("config"));
  }

  @Test
  void createRefusesWhatIsNoCollectionId() {
    Path root = dir.resolve("new");

    assertThatThrownBy(() -> Repository.create(root, Optional.of("no-id")))
        .isInstanceOf(MalformedException.class);
    assertThat(root).doesNotExist();
  }

  @Test
  void knowsPartialCommits() throws IOException {
    for (Fault fault : List.of(Fault.COMMIT_PARTIAL, Fault.COMMIT_PARTIAL_BY_FSCK)) {
      DamagedRepository damaged = DamagedRepositories.make(fault, dir);
      Repository repository = Repository.open(damaged.path());

      assertThat(repository.isPartial(Golden.head(repository, damaged.ref()))).isTrue();
    }
    Repository whole = Golden.open("archive");
    assertThat(whole.isPartial(Golden.head(whole, "files"))).isFalse();
  }

  private Path withConfig(String config) throws IOException {
    Path root = Repository.create(dir.resolve("repository"), Optional.empty()).layout().root();
    Files.writeString(root.resolve("config"), config);
    return root;
  }
}
