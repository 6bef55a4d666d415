// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ostreeupload.tokens.Verdict.Accepted;
import org.ostreeupload.tokens.Verdict.Expired;
import org.ostreeupload.tokens.Verdict.Unknown;

class TokenSetTest {
  private static final Instant NOW = Instant.parse("2026-01-31T10:20:30Z");
  private static final TokenEntry FIRST = issue("first", "token-one");
  private static final TokenEntry SECOND = issue("second", "token-two").withExpires(NOW);
  private static final TokenSet TOKENS = new TokenSet(List.of(FIRST, SECOND));

  @Test
  void acceptsAKnownToken() {
    assertThat(TOKENS.authenticate(Token.parse("token-one"), NOW)).isEqualTo(new Accepted(FIRST));
  }

  @Test
  void tellsAnExpiredTokenFromAnUnknownOne() {
    Token token = Token.parse("token-two");

    assertThat(TOKENS.authenticate(token, NOW.minusSeconds(1))).isEqualTo(new Accepted(SECOND));
    assertThat(TOKENS.authenticate(token, NOW)).isEqualTo(new Expired(new TokenId("second")));
    assertThat(TOKENS.authenticate(Token.parse("token-three"), NOW)).isEqualTo(new Unknown());
  }

  @Test
  void doesNotTakeTheHashForTheToken() {
    Token hash = Token.parse(FIRST.credential().hash().toString());

    assertThat(TOKENS.authenticate(hash, NOW)).isEqualTo(new Unknown());
  }

  @Test
  void emptySetAcceptsNothing() {
    assertThat(new TokenSet(List.of()).authenticate(Token.parse("x"), NOW))
        .isEqualTo(new Unknown());
  }

  @Test
  void refusesTwoEntriesOfOneIdOrOneToken() {
    assertThatThrownBy(() -> new TokenSet(List.of(FIRST, issue("first", "other"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenSet(List.of(FIRST, issue("other", "token-one"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TokenEntry issue(String id, String token) {
    return TokenEntry.issue(new TokenId(id), Token.parse(token), NOW);
  }
}
