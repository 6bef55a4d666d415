// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a file is said, where it is said, and no token is ever shown. */
class MalformedTokenFileTest {
  /** Stands wherever a token may stand, and in no message. */
  private static final String SECRET = "hunter2hunter2";

  private static final String HASH =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path directory;

  static Stream<Arguments> malformed() {
    return Stream.of(
        // The shape of the file.
        arguments("just text\n", 1, "the file must be a mapping with a key `tokens`"),
        arguments("\n- token: SECRET\n", 2, "the file must be a mapping with a key `tokens`"),
        arguments("tokens: SECRET\n", 1, "`tokens` must be a list of entries"),
        arguments("tokens:\n  token: SECRET\n", 2, "`tokens` must be a list: start each"),
        arguments("tokens:\n- SECRET\n", 2, "a token entry must be a mapping"),
        arguments("tokens:\n-\n", 2, "a token entry must be a mapping"),
        arguments("tokens: []\nrepo: a\ntokens: []\n", 3, "this key stands in the same mapping"),
        arguments("repo: a\n---\nrepo: b\n", 3, "a second YAML document"),
        // The keys of an entry.
        arguments("tokens:\n- token: SECRET\n  expire: x\n", 3, "has no such key; it has id, hash"),
        arguments("tokens:\n- token: SECRET\n  token: b\n", 3, "this key stands in the same"),
        arguments("tokens:\n- id: a\n  comment: SECRET\n", 2, "needs a `hash` or a `token`"),
        arguments("tokens:\n- token: SECRET\n  hash: HASH\n", 2, "and not both"),
        arguments("tokens:\n- id: a\n  hash: HASH\n", 2, "with a `hash` needs `created`"),
        // The values of an entry.
        arguments("tokens:\n- token:\n", 2, "`token` has no value; remove the key"),
        arguments("tokens:\n- token: ''\n", 2, "`token`: a token is 1 to 1024 visible"),
        arguments("tokens:\n- token: SECRET x\n", 2, "`token`: a token is 1 to 1024 visible"),
        arguments("tokens:\n- token: [SECRET]\n", 2, "`token` must be a text"),
        arguments("tokens:\n- token: {a: SECRET}\n", 2, "`token` must be a text"),
        arguments("tokens:\n- hash: ba7816bf\n", 2, "hexadecimal digits, found 8 characters"),
        arguments("tokens:\n- hash: SECRET\n", 2, "64 lower-case hexadecimal digits"),
        arguments("tokens:\n- token: SECRET\n  id: A b\n", 3, "`id`: a token id is 1 to 32"),
        arguments("tokens:\n- token: SECRET\n  created: 2026\n", 3, "`created`: a time looks like"),
        arguments("tokens:\n- token: SECRET\n  expires: 2026-01-01\n", 3, "2026-01-31T10:20:30Z"),
        arguments("tokens:\n- token: SECRET\n  expires:\n", 3, "`expires` has no value"),
        arguments("tokens:\n- token: SECRET\n  comment: \"a\\nb\"\n", 3, "a comment is one line"),
        arguments("tokens:\n- token: SECRET\n  refs: os/*\n", 3, "`refs` must be a list"),
        arguments("tokens:\n- token: SECRET\n  refs:\n", 3, "`refs` must be a list"),
        arguments(
            "tokens:\n- token: SECRET\n  refs: []\n",
            3,
            "`refs` is an empty list; remove the key for every branch, or the entry to revoke"),
        arguments(
            "tokens:\n- token: SECRET\n  permissions: []\n",
            3,
            "`permissions` is an empty list; remove the key for the default, or the entry to"),
        arguments("tokens:\n- token: SECRET\n  refs: ['a b']\n", 3, "`refs`: a ref pattern is"),
        arguments("tokens:\n- token: SECRET\n  refs: [[a]]\n", 3, "`refs` must be a text"),
        arguments(
            "tokens:\n- token: SECRET\n  permissions:\n  - push\n  - publish\n",
            5,
            "unknown permission 'publish'; known: push"),
        arguments(
            "tokens:\n- token: SECRET\n  permissions: [\"a\\e[1m\"]\n",
            3,
            "unknown permission; known: push"),
        // The entries together.
        arguments(
            "tokens:\n- token: SECRET\n  id: a\n- token: b\n  id: a\n",
            4,
            "this entry has the id of the one on line 2; remove one"),
        arguments(
            "tokens:\n- token: SECRET\n- token: SECRET\n",
            3,
            "this entry has the token of the one on line 2; remove one"),
        // The YAML.
        arguments("tokens:\n- token: &a SECRET\n", 2, "anchors and aliases are not allowed"),
        arguments("repo: &a x\n", 1, "anchors and aliases are not allowed"),
        arguments("repo:\n- *SECRET\n", 2, "anchors and aliases are not allowed"),
        arguments("a: &x {}\nb:\n  <<: *x\n", 1, "anchors and aliases are not allowed"),
        arguments("&a repo: x\n", 1, "anchors and aliases are not allowed"),
        arguments("tokens: &a [*a]\n", 1, "anchors and aliases are not allowed"),
        arguments("tokens:\n- token: !SECRET\n", 2, "tags are not allowed; put quotes"),
        arguments("tokens:\n- token: !!binary SECRETxx\n", 2, "tags are not allowed"),
        arguments("a: " + "[".repeat(1000) + "\n", 1, "nested more than 16 deep"),
        arguments("a: " + "{b: ".repeat(20) + "\n", 1, "nested more than 16 deep"),
        arguments("- ".repeat(1000) + "\n", 1, "nested more than 16 deep"),
        arguments("tokens:\n- token: \"SECRET\n", 2, "not valid YAML"),
        arguments("tokens:\n- token: SECRET\n created: x\n", 3, "not valid YAML"),
        arguments("tokens:\n- token: @SECRET\n", 2, "not valid YAML"),
        arguments("tokens:\n- token: SECRET: x\n", 2, "not valid YAML"),
        arguments("tokens:\n- token: SECRET\n\tx: y\n", 2, "not valid YAML"),
        arguments("tokens:\n- {token: SECRET\n", 2, "not valid YAML"),
        arguments("? [SECRET]\n: x\n", 1, "not valid YAML"),
        arguments("tokens:\n- token: SECRET\u0001\n", 1, "not valid YAML"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void saysWhatIsWrongAndWhere(String template, int line, String problem) throws Exception {
    String text = template.replace("SECRET", SECRET).replace("HASH", HASH);
    Path path = write(text, StandardCharsets.UTF_8);

    TokenFileException thrown =
        assertThrows(TokenFileException.class, () -> TokenFile.at(path).read());

    assertThat(thrown).hasMessageContaining(problem).hasNoCause();
    assertThat(thrown).hasMessageStartingWith(path + ": line " + line + ": ");
    assertThat(thrown.path()).isEqualTo(path);
    assertThat(thrown.line()).hasValue(line);
    assertThat(thrown).hasMessageNotContaining(SECRET);
    assertThat(thrown.getSuppressed()).isEmpty();
  }

  @Test
  void refusesMoreThan10000Entries() throws Exception {
    StringBuilder text = new StringBuilder("tokens:\n");
    for (int i = 0; i <= 10_000; i++) {
      text.append("- token: t").append(i).append('\n');
    }

    assertThatThrownBy(() -> read(text.toString()))
        .isInstanceOf(TokenFileException.class)
        .hasMessageContaining("line 10002: more than 10000 token entries");
  }

  @Test
  void refusesMoreThanAMebibyte() {
    assertThatThrownBy(() -> read("#" + "x".repeat(1 << 20)))
        .isInstanceOf(TokenFileException.class)
        .hasMessageContaining("larger than the 1048576 bytes it may have");
  }

  @Test
  void refusesWhatIsNotUtf8() throws Exception {
    Path path = write("comment: ü\n", ISO_8859_1);

    assertThatThrownBy(() -> TokenFile.at(path).read())
        .isInstanceOf(TokenFileException.class)
        .hasMessage(path + ": not UTF-8 text");
  }

  private void read(String text) throws IOException, TokenFileException {
    TokenFile.at(write(text, StandardCharsets.UTF_8)).read();
  }

  private Path write(String text, Charset charset) throws IOException {
    return Files.writeString(directory.resolve("tokens.yaml"), text, charset);
  }
}
