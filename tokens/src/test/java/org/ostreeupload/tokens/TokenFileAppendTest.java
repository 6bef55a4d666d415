// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileAppendTest {
  private static final Instant NOW = Instant.parse("2026-01-31T10:20:30Z");
  private static final TokenEntry ENTRY =
      TokenEntry.issue(new TokenId("new"), Token.parse("abc"), NOW);

  /** How {@link #ENTRY} is written in a block list. */
  private static final String LINES =
      """
      - id: "new"
        hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        created: "2026-01-31T10:20:30Z"
      """;

  /** How {@link #ENTRY} is written in a flow list. */
  private static final String ITEM = "{" + LINES.strip().substring(2).replace("\n  ", ", ") + "}";

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void nameFile() {
    path = directory.resolve("ostree-upload.yaml");
  }

  @Test
  void makesAMissingFile() throws Exception {
    TokenFile.at(path).append(ENTRY);

    assertThat(path).hasContent("tokens:\n" + LINES);
    assertThat(mode()).isEqualTo("rw-------");
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    TokenFile file = TokenFile.at(path);
    TokenEntry full =
        new TokenEntry(
            new TokenId("full"),
            Token.parse("\"'\\#{}:x"),
            Instant.parse("2020-05-01T08:20:30.123456789Z"),
            NOW,
            "Ünï \"quoted\" \\ # 🚀",
            List.of(new RefPattern("os/**"), new RefPattern("日本/?")),
            Permission.DEFAULT);

    file.append(ENTRY);
    file.append(full);

    assertThat(file.read().entries()).containsExactly(ENTRY, full);
  }

  @Test
  void doesNotWriteAnEntryThatItWouldNotRead() throws Exception {
    TokenFile file = TokenFile.at(path);
    file.append(ENTRY);
    TokenEntry useless =
        new TokenEntry(new TokenId("useless"), Token.parse("u"), NOW, NOW, "", List.of(), Set.of());

    assertThatThrownBy(() -> file.append(useless))
        .isInstanceOf(TokenFileException.class)
        .hasMessageContainingAll("left as it was", "`permissions` is an empty list");
    assertThat(file.read().entries()).containsExactly(ENTRY);
  }

  static Stream<Arguments> places() {
    return Stream.of(
        arguments("", "tokens:\n<LINES>"),
        arguments("# mine\n", "# mine\ntokens:\n<LINES>"),
        arguments("repo: a", "repo: a\ntokens:\n<LINES>"),
        arguments("repo: a # b\n", "repo: a # b\ntokens:\n<LINES>"),
        arguments("---\nrepo: a\n", "---\nrepo: a\ntokens:\n<LINES>"),
        arguments("tokens:", "tokens:\n<LINES>"),
        arguments("tokens: # mine\nrepo: a\n", "tokens: # mine\n<LINES>repo: a\n"),
        arguments("tokens: null\nrepo: a\n", "tokens: \n<LINES>repo: a\n"),
        arguments("tokens: ~ # mine\n", "tokens:  # mine\n<LINES>"),
        arguments("tokens: []\n", "tokens: [\n  <ITEM>]\n"),
        arguments("tokens: [ ] # mine\nrepo: a\n", "tokens: [\n  <ITEM> ] # mine\nrepo: a\n"),
        arguments("tokens: [{token: b}]\n", "tokens: [{token: b},\n  <ITEM>]\n"),
        arguments("tokens: [{token: b},]\n", "tokens: [{token: b},\n  <ITEM>,]\n"),
        arguments(
            "{\"tokens\": [{\"token\": \"b\"}]}", "{\"tokens\": [{\"token\": \"b\"},\n  <ITEM>]}"),
        arguments("tokens:\n- token: b\nrepo: a\n", "tokens:\n- token: b\n<LINES>repo: a\n"),
        arguments("tokens:\n- token: b", "tokens:\n- token: b\n<LINES>"),
        arguments("tokens:\n- {token: b}\n", "tokens:\n- {token: b}\n<LINES>"),
        arguments(
            "tokens:\n- token: b # Ann\n\n# the repository\nrepo: a\n",
            "tokens:\n- token: b # Ann\n<LINES>\n# the repository\nrepo: a\n"),
        arguments(
            "tokens:\n- token: b\n  refs:\n  - x\n  - y # z\n",
            "tokens:\n- token: b\n  refs:\n  - x\n  - y # z\n<LINES>"),
        arguments(
            "tokens:\n- token: b\n  refs: [x,\n    y] # z\nrepo: a\n",
            "tokens:\n- token: b\n  refs: [x,\n    y] # z\n<LINES>repo: a\n"),
        arguments(
            "tokens:\n- token: b\n  comment: >-\n    x\n    y\nrepo: a\n",
            "tokens:\n- token: b\n  comment: >-\n    x\n    y\n<LINES>repo: a\n"),
        arguments(
            "tokens:\r\n- token: b\r\nrepo: a\r\n", "tokens:\r\n- token: b\r\n<LINES>repo: a\r\n"),
        arguments(
            "# 🚀 日本\nrepo: 🚀\ntokens:\n- token: b\nx: y\n",
            "# 🚀 日本\nrepo: 🚀\ntokens:\n- token: b\n<LINES>x: y\n"),
        arguments("\ufefftokens:\n- token: b\n", "\ufefftokens:\n- token: b\n<LINES>"));
  }

  @ParameterizedTest
  @MethodSource("places")
  void addsBehindTheLastEntryAndLeavesTheRestAsItIs(String before, String after) throws Exception {
    Files.writeString(path, before);
    TokenFile file = TokenFile.at(path);
    List<TokenEntry> expected = new ArrayList<>(file.read().entries());
    expected.add(ENTRY);

    file.append(ENTRY);

    assertThat(Files.readString(path))
        .isEqualTo(after.replace("<LINES>", LINES).replace("<ITEM>", ITEM));
    assertThat(file.read().entries()).isEqualTo(expected);
  }

  @Test
  void keepsTheIndentationOfTheList() throws Exception {
    Files.writeString(path, "tokens:\n    - token: b\nrepo: a\n");

    TokenFile.at(path).append(ENTRY);

    assertThat(path).hasContent("tokens:\n    - token: b\n" + LINES.indent(4) + "repo: a\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{repo: a}", "repo: a\n...\n", "  repo: a\n", "null\n"})
  void leavesAFileAloneThatOffersNoPlace(String text) throws Exception {
    Files.writeString(path, text);

    assertThatThrownBy(() -> TokenFile.at(path).append(ENTRY))
        .isInstanceOf(TokenFileException.class)
        .hasMessageStartingWith(path + ": left as it was, for ");
    assertThat(Files.readString(path)).isEqualTo(text);
    assertNothingLeftBehind();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokens: hunter2\n", "tokens:\n- token: \"hunter2\n", "- hunter2\n"})
  void leavesAMalformedFileAlone(String text) throws Exception {
    Files.writeString(path, text);

    assertThatThrownBy(() -> TokenFile.at(path).append(ENTRY))
        .isInstanceOf(TokenFileException.class)
        .hasMessageNotContaining("hunter2");
    assertThat(Files.readString(path)).isEqualTo(text);
    assertNothingLeftBehind();
  }

  @Test
  void refusesASecondEntryOfTheSameIdOrToken() throws Exception {
    TokenFile file = TokenFile.at(path);
    file.append(ENTRY);

    assertThatThrownBy(() -> file.append(TokenEntry.issue(ENTRY.id(), Token.parse("other"), NOW)))
        .isInstanceOf(TokenFileException.class)
        .hasMessageContaining("has the id of the one on line 2");
    assertThatThrownBy(
            () -> file.append(TokenEntry.issue(new TokenId("other"), Token.parse("abc"), NOW)))
        .isInstanceOf(TokenFileException.class)
        .hasMessageContaining("has the token of the one on line 2");
    assertThat(file.read().entries()).containsExactly(ENTRY);
  }

  @Test
  void refusesToGrowBeyondTheLimit() throws Exception {
    String text = "#" + "x".repeat((1 << 20) - 10) + "\n";
    Files.writeString(path, text);

    assertThatThrownBy(() -> TokenFile.at(path).append(ENTRY))
        .isInstanceOf(TokenFileException.class)
        .hasMessageContaining("larger than");
    assertThat(Files.readString(path)).isEqualTo(text);
  }

  @Test
  void saysThatTheDirectoryIsMissing() {
    Path nowhere = directory.resolve("missing/tokens.yaml");

    assertThatThrownBy(() -> TokenFile.at(nowhere).append(ENTRY))
        .isInstanceOf(TokenFileException.class)
        .hasMessage(nowhere + ": its directory does not exist; make that first");
  }

  @Test
  void saysWhatTheFileSystemRefused() throws Exception {
    Path lock = Files.createDirectory(directory.resolve(".ostree-upload.yaml.lock"));

    assertThatThrownBy(() -> TokenFile.at(path).append(ENTRY))
        .isInstanceOf(TokenFileException.class)
        .hasMessage(path + ": cannot be written: Is a directory on " + lock)
        .hasCauseInstanceOf(IOException.class);
    assertThat(path).doesNotExist();
  }

  @Test
  void saysThatTheNameIsADirectory() throws Exception {
    Files.createDirectory(path);

    assertThatThrownBy(() -> TokenFile.at(path).append(ENTRY))
        .isInstanceOf(TokenFileException.class)
        .hasMessage(path + ": not a regular file");
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r--r--, rw-------",
    "rw-rw-rw-, rw-------",
    "rw-------, rw-------",
    "rw-r-----, rw-r-----",
  })
  void shutsOthersOutAndKeepsWhatTheAdministratorChose(String before, String after)
      throws Exception {
    Files.writeString(path, "tokens:\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(before));

    TokenFile.at(path).append(ENTRY);

    assertThat(mode()).isEqualTo(after);
  }

  @Test
  void writesThroughASymbolicLink() throws Exception {
    Path real = Files.writeString(directory.resolve("real.yaml"), "repo: a\n");
    Files.createSymbolicLink(path, Path.of("real.yaml"));

    TokenFile.at(path).append(ENTRY);

    assertThat(path).isSymbolicLink();
    assertThat(real).hasContent("repo: a\ntokens:\n" + LINES);
  }

  @Test
  void cleansUpAfterAWriterThatWasKilled() throws Exception {
    Files.writeString(directory.resolve(".ostree-upload.yaml.new"), "tokens: [{token: half");

    TokenFile.at(path).append(ENTRY);

    assertThat(path).hasContent("tokens:\n" + LINES);
    assertNothingLeftBehind();
  }

  @Test
  void replacesTheFileInsteadOfWritingIntoIt() throws Exception {
    Files.writeString(path, "repo: a\n");
    Path other = Files.createLink(directory.resolve("other-name"), path);

    TokenFile.at(path).append(ENTRY);

    assertThat(other).hasContent("repo: a\n");
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void assertNothingLeftBehind() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ostree-upload.yaml", ".ostree-upload.yaml.lock");
    }
  }
}
