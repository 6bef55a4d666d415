// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.Repository;

final class PruneKeepsTest {
  private static final String ZEROS = "0".repeat(64);

  @TempDir private Path dir;

  @Test
  void dryRunCountsAndDeletesNothing() throws IOException {
    TestRepository repository = repositoryOf("archive");
    repository.config("core.tombstone-commits", "true");
    repository.ostree().run("static-delta", "generate", "--empty", "xattrs");
    repository.deleteRefs("everything", "xattrs", "detached");
    List<String> before = repository.listing();

    PruneResult dry = new Prune(Repository.open(repository.root())).run(Prune.Mode.DRY_RUN);

    assertThat(repository.listing()).isEqualTo(before);
    assertThat(repository.ostree().run("static-delta", "list").stdout()).isNotBlank();
    assertThat(dry.deleted()).isPositive();
    assertThat(repository.prune()).isEqualTo(dry);
  }

  @Test
  void ancestorsOfARefAreKept() throws IOException {
    TestRepository repository = repositoryOf("archive");
    String grandparent = repository.ostree().revParse("history/head^^");
    repository.deleteRefs("history/old", "everything");

    repository.prune();

    assertThat(repository.ostree().revParse("history/head^^")).isEqualTo(grandparent);
    assertThat(repository.object(grandparent, "commit")).exists();
  }

  @Test
  void newerCommitsGoWhenOnlyAnOldOneIsReached() throws IOException {
    TestRepository repository = repositoryOf("archive");
    String newest = repository.ostree().revParse("history/head");
    String old = repository.ostree().revParse("history/old");
    repository.deleteRefs("stable", "history/head");

    repository.prune();

    assertThat(repository.object(newest, "commit")).doesNotExist();
    assertThat(repository.object(old, "commit")).exists();
  }

  @Test
  void unknownFilesAreLeftAlone() throws IOException {
    TestRepository repository = repositoryOf("archive");
    repository.deleteRefs("everything");
    Path objects = repository.root().resolve("objects");
    Path prefix = Files.createDirectories(objects.resolve("00"));
    String stem = ZEROS.substring(2);
    List<Path> unknown =
        List.of(
            prefix.resolve("README"),
            prefix.resolve(stem),
            prefix.resolve(stem + ".file"),
            prefix.resolve(stem + ".filez.tmp"),
            prefix.resolve(stem + ".file-xattrs"),
            prefix.resolve(stem + ".payload-link"),
            prefix.resolve(stem + ".tombstone-commit"),
            prefix.resolve(stem + ".commitmeta"),
            prefix.resolve(stem.substring(1) + ".dirtree"),
            prefix.resolve(stem.replace('0', 'A') + ".dirtree"),
            Files.createDirectories(objects.resolve("000")).resolve(stem + ".dirtree"),
            Files.createDirectories(objects.resolve("zz")).resolve(stem + ".dirtree"),
            objects.resolve(ZEROS + ".commit"));
    for (Path file : unknown) {
      Files.writeString(file, "unknown");
    }
    Path directory = Files.createDirectories(prefix.resolve(stem + ".dirtree"));

    repository.prune();

    assertThat(unknown).allSatisfy(file -> assertThat(file).hasContent("unknown"));
    assertThat(directory).isDirectory();
  }

  @Test
  void stagingIsLeftAlone() throws IOException {
    TestRepository repository = repositoryOf("archive");
    Path staged = repository.root().resolve(".ostree-upload/push/objects/00").resolve("x.commit");
    Files.createDirectories(staged.resolveSibling(""));
    Files.writeString(staged, "staged");
    repository.deleteRefs("everything");

    repository.prune();

    assertThat(staged).hasContent("staged");
  }

  @Test
  void tombstoneAndDetachedMetadataAreAsTheRealToolLeavesThem() throws IOException {
    TestRepository ours = withDeletedDetached("ours");
    TestRepository theirs = withDeletedDetached("theirs");

    ours.prune();
    theirs.ostree().run("prune", "--refs-only");

    assertThat(ours.objects(".tombstone-commit")).hasSize(1);
    assertThat(ours.objects(".commitmeta")).hasSize(1);
    assertThat(ours.listing()).isEqualTo(theirs.listing());
  }

  private TestRepository withDeletedDetached(String name) {
    TestRepository repository = TestRepository.golden("archive", dir.resolve(name));
    repository.config("core.tombstone-commits", "true");
    repository.deleteRefs("detached");
    return repository;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare", "bare-user", "bare-user-only", "bare-split-xattrs"})
  void linkToDataGoesWithItsFile(String mode) throws IOException {
    TestRepository repository = repositoryOf(mode);
    Path kept = link(repository, "a1", repository.checksum("files", "/hello"));
    Path gone = link(repository, "a2", repository.checksum("history/head", "/changes"));
    Path elsewhere = repository.object("a3" + ZEROS.substring(2), "payload-link");
    Files.createDirectories(elsewhere.resolveSibling(""));
    Files.createSymbolicLink(elsewhere, Path.of("/elsewhere"));
    repository.deleteRefs("stable", "history", "everything");

    repository.prune();

    assertThat(kept).isSymbolicLink().exists();
    assertThat(Files.isSymbolicLink(gone)).isFalse();
    assertThat(elsewhere).isSymbolicLink();
  }

  private static Path link(TestRepository repository, String prefix, String file)
      throws IOException {
    Path link = repository.object(prefix + ZEROS.substring(2), "payload-link");
    Files.createDirectories(link.resolveSibling(""));
    String target = "../" + file.substring(0, 2) + "/" + file.substring(2) + ".file";
    assertThat(link.resolveSibling(target)).exists();
    return Files.createSymbolicLink(link, Path.of(target));
  }

  @Test
  void attributesOfKeptFilesAreKeptAndOthersGo() throws IOException, NoSuchAlgorithmException {
    TestRepository repository = repositoryOf("bare-split-xattrs");
    int objects = repository.objects(".file-xattrs").size();
    repository.deleteRefs("everything", "xattrs");

    repository.prune();

    List<Path> files = repository.objects(".file");
    for (Path file : files) {
      Path link = file.resolveSibling(file.getFileName() + "-xattrs-link");
      String attributes =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(link)));
      assertThat(repository.object(attributes, "file-xattrs")).hasSameBinaryContentAs(link);
    }
    assertThat(repository.objects(".file-xattrs-link")).hasSameSizeAs(files);
    assertThat(repository.objects(".file-xattrs")).hasSizeBetween(1, objects - 1);
    repository.ostree().fsck().orThrow();
  }

  @Test
  void allAttributesAreKeptWhenAKeptFileHasLostItsLink() throws IOException {
    TestRepository repository = repositoryOf("bare-split-xattrs");
    List<Path> before = repository.objects(".file-xattrs");
    String file = repository.checksum("files", "/hello");
    Files.delete(repository.object(file, "file-xattrs-link"));
    repository.deleteRefs("everything", "xattrs");

    repository.prune();

    assertThat(repository.objects(".file-xattrs")).isEqualTo(before);
  }

  private TestRepository repositoryOf(String name) {
    return TestRepository.golden(name, dir.resolve("repo"));
  }
}
