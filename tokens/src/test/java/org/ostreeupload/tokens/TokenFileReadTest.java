// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileReadTest {
  private static final String CLEAR = "cX+/7wq0v4sLkQ1yZ0a8Jm3R5t6u9x2B4n6P8r0T2v4X6z8A0c2E4g==";
  private static final String HASH =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path directory;

  @Test
  void readsAFileOfTheOriginalProgram() throws Exception {
    TokenSet tokens =
        read(
            """
            tokens:
            - token: %s
              created: "2020-05-01T10:20:30Z"
            - token: s3cret
              created: "2020-12-31T23:59:59Z"
            """
                .formatted(CLEAR));

    assertThat(tokens.entries())
        .extracting(TokenEntry::credential)
        .containsExactly(Token.parse(CLEAR), Token.parse("s3cret"));
    assertThat(tokens.authenticate(Token.parse(CLEAR), Instant.now()))
        .isEqualTo(new Verdict.Accepted(tokens.entries().getFirst()));
    assertThat(tokens.entries().getFirst().created()).isEqualTo("2020-05-01T10:20:30Z");
  }

  @Test
  void oldEntryHasTheSameIdAtEveryReading() throws Exception {
    String text = "tokens: [{token: s3cret, created: 2020-05-01T10:20:30Z}]";

    TokenId id = read(text).entries().getFirst().id();
    assertThat(id).isEqualTo(read(text).entries().getFirst().id());
    assertThat(id.text()).matches("[a-z2-7]{8}");
  }

  @Test
  void oldEntryWrittenByHandNeedsNoDate() throws Exception {
    assertThat(read("tokens:\n  - token: s3cret\n").entries().getFirst().created())
        .isEqualTo(Instant.EPOCH);
  }

  @Test
  void readsEveryFieldOfANewEntry() throws Exception {
    TokenSet tokens =
        read(
            """
            tokens:
              - id: nightly
                hash: %s
                created: 2026-01-31T10:20:30Z
                expires: 2027-01-31T00:00:00Z
                comment: nightly builds
                refs: [os/devel/*, 'os/next/**']
                permissions:
                  - push
            """
                .formatted(HASH));

    assertThat(tokens.entries())
        .containsExactly(
            new TokenEntry(
                new TokenId("nightly"),
                TokenHash.parse(HASH),
                Instant.parse("2026-01-31T10:20:30Z"),
                Instant.parse("2027-01-31T00:00:00Z"),
                "nightly builds",
                List.of(new RefPattern("os/devel/*"), new RefPattern("os/next/**")),
                Set.of(Permission.PUSH)));
  }

  @Test
  void digitsAndWordsThatYamlTakesForOtherThingsStayText() throws Exception {
    TokenSet tokens =
        read(
            """
            tokens:
            - {hash: %s, id: 0777, created: 2026-01-01T00:00:00Z, comment: no}
            - token: 1_000.0
            - token: yes
            """
                .formatted("0".repeat(64)));

    TokenEntry first = tokens.entries().getFirst();
    assertThat(first.credential()).hasToString("0".repeat(64));
    assertThat(first.id()).hasToString("0777");
    assertThat(first.comment()).isEqualTo("no");
    assertThat(tokens.entries())
        .extracting(TokenEntry::credential)
        .contains(Token.parse("1_000.0"), Token.parse("yes"));
  }

  @ParameterizedTest
  @CsvSource({
    "2020-05-01T10:20:30Z, 2020-05-01T10:20:30Z",
    "\"\"\"2020-05-01T10:20:30Z\"\"\", 2020-05-01T10:20:30Z",
    "2020-05-01T10:20:30.123456789+02:00, 2020-05-01T08:20:30.123456789Z",
    "'''2020-05-01T10:20:30.123456789+02:00''', 2020-05-01T08:20:30.123456789Z",
    "2020-05-01T10:20:30-11:30, 2020-05-01T21:50:30Z",
  })
  void readsTimesAsGoAndJavaWriteThem(String written, Instant meant) throws Exception {
    String text = "tokens:\n- token: s3cret\n  created: " + written.replace("\"\"\"", "\"") + "\n";

    assertThat(read(text).entries().getFirst().created()).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# nothing yet\n",
        "---\n",
        "{}",
        "tokens:\n",
        "tokens: []\n",
        "tokens: null\n",
        "address: ':8080'\nrepo: /srv/repo\n"
      })
  void fileMayListNoTokens(String text) throws Exception {
    assertThat(read(text).size()).isZero();
  }

  @Test
  void takesNoNoticeOfOtherKeys() throws Exception {
    TokenSet tokens =
        read("repo: [a, {b: [c]}]\ntokens:\n- token: s3cret\naddress:\n  tokens: 7\n");

    assertThat(tokens.size()).isEqualTo(1);
  }

  @Test
  void readsWindowsLineEndsAndAByteOrderMark() throws Exception {
    assertThat(read("\ufefftokens:\r\n- token: s3cret\r\n  comment: x\r\n").entries())
        .extracting(TokenEntry::comment)
        .containsExactly("x");
  }

  @Test
  void reads10000Entries() throws Exception {
    StringBuilder text = new StringBuilder("tokens:\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("- token: t").append(i).append('\n');
    }

    assertThat(read(text.toString()).size()).isEqualTo(10_000);
  }

  @Test
  void saysWhatToDoAboutAMissingFile() {
    Path path = directory.resolve("none.yaml");

    assertThatThrownBy(() -> TokenFile.at(path).read())
        .isInstanceOf(TokenFileException.class)
        .hasMessage(
            path + ": there is no such file; make it, and a token, with `ostree-upload gentoken`");
  }

  @Test
  void refusesADirectory() {
    assertThatThrownBy(() -> TokenFile.at(directory).read())
        .isInstanceOf(TokenFileException.class)
        .hasMessage(directory + ": not a regular file");
  }

  private TokenSet read(String text) throws IOException, TokenFileException {
    return TokenFile.at(Files.writeString(directory.resolve("tokens.yaml"), text)).read();
  }
}
