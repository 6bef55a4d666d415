// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEntryTest {
  private static final Instant NOW = Instant.parse("2026-01-31T10:20:30.5Z");
  private static final TokenEntry ISSUED =
      TokenEntry.issue(new TokenId("id"), Token.parse("s3cret"), NOW);

  @Test
  void newEntryKnowsTheHashAndNotTheToken() {
    assertThat(ISSUED.credential()).isEqualTo(Token.parse("s3cret").hash());
    assertThat(ISSUED.created()).isEqualTo("2026-01-31T10:20:30Z");
  }

  @Test
  void newEntryIsGoodForEveryRefWithoutEnd() {
    assertThat(ISSUED.mayPush("os/stable")).isTrue();
    assertThat(ISSUED.isExpired(Instant.parse("9999-12-31T23:59:59Z"))).isFalse();
  }

  @Test
  void entryWithPatternsIsGoodForTheirRefsOnly() {
    TokenEntry entry =
        ISSUED.withRefs(List.of(new RefPattern("os/devel/*"), new RefPattern("sdk")));

    assertThat(List.of("os/devel/x86_64", "sdk")).allMatch(entry::mayPush);
    assertThat(List.of("os/stable/x86_64", "sdk2", "os/devel")).noneMatch(entry::mayPush);
  }

  @Test
  void entryWithoutThePermissionMayNotPush() {
    TokenEntry entry =
        new TokenEntry(
            ISSUED.id(), ISSUED.credential(), NOW, TokenEntry.NEVER, "", List.of(), Set.of());

    assertThat(entry.mayPush("os/stable")).isFalse();
  }

  @Test
  void expiresAtTheInstantGiven() {
    TokenEntry entry = ISSUED.withExpires(NOW);

    assertThat(entry.isExpired(NOW.minusNanos(1))).isFalse();
    assertThat(entry.isExpired(NOW)).isTrue();
  }

  @Test
  void printingDoesNotRevealAClearToken() {
    TokenEntry entry =
        new TokenEntry(
            ISSUED.id(), Token.parse("s3cret"), NOW, NOW, "", List.of(), Permission.DEFAULT);

    assertThat(entry.toString()).doesNotContain("s3cret").contains("Token[redacted]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ünïversal \"build\" \\ #1: {x}", "日本 🚀"})
  void printableLineIsAComment(String comment) {
    assertThat(ISSUED.withComment(comment).comment()).isEqualTo(comment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"two\nlines", "tab\t", "\u0085", "\u2028", "\u202e", "\ud800", "\u001b[1m"})
  void refusesCommentThatIsNotAPrintableLine(String comment) {
    assertThatThrownBy(() -> ISSUED.withComment(comment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a comment is one line of at most 200 printable characters");
  }
}
