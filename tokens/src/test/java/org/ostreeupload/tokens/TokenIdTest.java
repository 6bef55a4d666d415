// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIdTest {
  @Test
  void newIdIsEightCharactersOfBase32() {
    assertThat(TokenId.random(new SecureRandom()).text()).matches("[a-z2-7]{8}");
  }

  @Test
  void derivedIdDependsOnTheTokenOnly() {
    TokenId id = TokenId.derivedFrom(Token.parse("one").hash());

    assertThat(id).isEqualTo(TokenId.derivedFrom(Token.parse("one").hash()));
    assertThat(id).isNotEqualTo(TokenId.derivedFrom(Token.parse("two").hash()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "nightly-builds", "0123456789-0123456789-0123456789"})
  void namesChosenByPeopleAreIds(String text) {
    assertThat(new TokenId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "A", "a b", "a\n", "ä", "0123456789-0123456789-0123456789x"})
  void refusesOtherText(String text) {
    assertThatThrownBy(() -> new TokenId(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
