// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoldenRepositoriesTest {

  private static final GoldenRepositories GOLDEN = GoldenRepositories.get();

  static List<String> names() {
    return GOLDEN.names();
  }

  @Test
  void holdsEveryModeAndTheSpecialOnes() {
    assertThat(names())
        .containsAll(GoldenRepositories.modes())
        .contains("collection", "empty", "partial", "shallow", "sizes", "tombstone");
    assertThat(GoldenRepositories.modes())
        .allSatisfy(mode -> assertThat(config(mode)).contains("mode=" + mode));
  }

  @ParameterizedTest
  @MethodSource("names")
  void copyIsExactAndPassesFsck(String name, @TempDir Path dir) {
    Path copy = GOLDEN.copy(name, dir.resolve("copy"));

    assertThat(TreeListing.of(copy)).isEqualTo(TreeListing.of(GOLDEN.repository(name)));
    Ostree.in(copy).fsck().orThrow();
  }

  @Test
  void everyRefResolves() throws IOException {
    List<GoldenRef> refs = GOLDEN.refs().toList();

    assertThat(refs).hasSizeGreaterThan(100);
    for (GoldenRef ref : refs) {
      Path repository = GOLDEN.repository(ref.repository());
      assertThat(repository.resolve("refs").resolve(ref.path())).hasContent(ref.commit() + "\n");
      assertThat(object(ref.repository(), ref.commit(), "commit")).exists();
    }
    for (GoldenRef ref : refs.stream().filter(GoldenRef::isBranch).toList()) {
      if (ref.repository().equals("archive")) {
        assertThat(Ostree.in(GOLDEN.repository("archive")).revParse(ref.branch()))
            .isEqualTo(ref.commit());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare", "bare-user", "bare-split-xattrs"})
  void modesHoldTheSameCommits(String mode) {
    Map<String, String> commits = commits(mode);

    assertThat(commits).hasSizeGreaterThan(25);
    assertThat(commits("archive")).containsAllEntriesOf(commits);
  }

  @Test
  void bareUserOnlyHoldsWhatItCan() {
    Map<String, String> commits = commits("bare-user-only");

    assertThat(commits("archive").keySet()).containsAll(commits.keySet());
    assertThat(commits).doesNotContainKeys("heads/xattrs", "heads/owners");
    assertThat(commits.get("heads/names")).isEqualTo(commits("archive").get("heads/names"));
    assertThat(commits.get("heads/modes")).isNotEqualTo(commits("archive").get("heads/modes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare", "bare-user", "bare-split-xattrs"})
  void modesCheckOutAlike(String mode, @TempDir Path dir) {
    List<String> archive = checkout("archive", dir.resolve("archive"));

    assertThat(checkout(mode, dir.resolve("other"))).isEqualTo(archive);
    assertThat(archive)
        .hasSizeGreaterThan(1200)
        .anyMatch(line -> line.contains("/large\" file 0644 3000000000:4000000000"))
        .anyMatch(line -> line.contains("/capable\" file 0755 0:0"))
        .anyMatch(line -> line.contains("security.capability=0x01000002"))
        .anyMatch(line -> line.contains("/file-7777\" file 7777"))
        .anyMatch(line -> line.contains("/new\\nline\" file"));
  }

  @Test
  void splitXattrsHasAnAttributeLinkForEachFile() throws IOException {
    try (Stream<Path> paths = Files.walk(GOLDEN.repository("bare-split-xattrs"))) {
      List<Path> files = paths.filter(path -> path.toString().endsWith(".file")).toList();

      assertThat(files).hasSizeGreaterThan(1100);
      for (Path file : files) {
        Path link = file.resolveSibling(file.getFileName() + "-xattrs-link");
        assertThat((Integer) Files.getAttribute(link, "unix:nlink")).isGreaterThan(1);
      }
    }
  }

  @Test
  void historyIsWholeInArchiveAndCutOffInShallow() {
    String tip = commits("shallow").get("heads/history/head");
    String parent = Ostree.in(GOLDEN.repository("archive")).revParse(tip + "^");

    assertThat(object("archive", parent, "commit")).exists();
    assertThat(object("shallow", parent, "commit")).doesNotExist();
    assertThat(Ostree.in(GOLDEN.repository("archive")).revParse(tip + "^^^"))
        .isEqualTo(commits("archive").get("heads/history/old"));
  }

  @Test
  void aliasIsASymlink() {
    Path alias = GOLDEN.repository("archive").resolve("refs/heads/stable");

    assertThat(alias)
        .isSymbolicLink()
        .hasSameTextualContentAs(alias.resolveSibling("history/head"));
  }

  @Test
  void tombstoneTakesThePlaceOfADeletedCommit() throws IOException {
    try (Stream<Path> paths = Files.walk(GOLDEN.repository("tombstone"))) {
      assertThat(paths.filter(path -> path.toString().endsWith(".tombstone-commit"))).hasSize(1);
    }
  }

  @Test
  void partialMarksTwoOfFourCommits() throws IOException {
    try (Stream<Path> markers = Files.list(GOLDEN.repository("partial").resolve("state"))) {
      assertThat(markers.map(marker -> marker.getFileName().toString()))
          .containsExactlyInAnyOrder(
              commits("partial").get("heads/files") + ".commitpartial",
              commits("partial").get("heads/everything") + ".commitpartial");
    }
    assertThat(commits("partial")).hasSize(4);
  }

  @Test
  void commitsAreBoundToTheCollection() {
    Ostree ostree = Ostree.in(GOLDEN.repository("collection"));

    assertThat(config("collection")).contains("collection-id=org.example.Golden");
    assertThat(
            ostree.run("show", "--print-metadata-key=ostree.collection-binding", "main").stdout())
        .contains("org.example.Golden");
  }

  @Test
  void sizesAreInTheCommit() {
    Ostree ostree = Ostree.in(GOLDEN.repository("sizes"));

    assertThat(ostree.run("show", "--print-sizes", "many").stdout()).contains("Number of objects");
  }

  @Test
  void signatureIsVerifiedByThePublicKey(@TempDir Path dir) {
    Ostree client = Ostree.in(dir.resolve("client")).init("archive");
    client.run(
        "remote",
        "add",
        "--gpg-import=" + GOLDEN.publicKey(),
        "golden",
        GOLDEN.repository("archive").toUri().toString());

    client.run("pull", "golden", "signed");
    assertThat(client.tryRun("pull", "golden", "shared/left").stderr()).contains("GPG");
  }

  @Test
  void emptyAttributeIsHeldWhereItCanBe() {
    assertThat(commits("archive")).containsKey("heads/empty-xattr");
    assertThat(commits("bare")).doesNotContainKey("heads/empty-xattr");
    String listing =
        Ostree.in(GOLDEN.repository("archive")).run("ls", "-RX", "empty-xattr").stdout();
    assertThat(listing).contains("(b'user.empty', @ay [])");
  }

  @Test
  void namesInByteOrderAreNotInJavaOrder() {
    String listing =
        Ostree.in(GOLDEN.repository("archive"))
            .run("ls", "--nul-filenames-only", "byte-order")
            .stdout();

    assertThat(listing).contains("/\uffFD\0/\ud83d\ude00\0");
  }

  @Test
  void unknownRepositoryIsRefused() {
    assertThatThrownBy(() -> GOLDEN.repository("gpg"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gpg");
  }

  @Test
  void checksumsInRefsAreWhole() {
    assertThat(GOLDEN.refs().map(GoldenRef::commit))
        .allSatisfy(commit -> assertThat(HexFormat.of().parseHex(commit)).hasSize(32));
  }

  private static Map<String, String> commits(String repository) {
    return GOLDEN
        .refs()
        .filter(ref -> ref.repository().equals(repository))
        .collect(Collectors.toMap(GoldenRef::path, GoldenRef::commit));
  }

  private static List<String> checkout(String repository, Path target) {
    return TreeListing.of(Ostree.in(GOLDEN.repository(repository)).checkout("everything", target));
  }

  private static Path object(String repository, String checksum, String extension) {
    return GOLDEN
        .repository(repository)
        .resolve("objects")
        .resolve(checksum.substring(0, 2))
        .resolve(checksum.substring(2) + "." + extension);
  }

  private static String config(String repository) {
    try {
      return Files.readString(GOLDEN.repository(repository).resolve("config"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
