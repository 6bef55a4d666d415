// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenHashTest {
  /** SHA-256 of "abc", from FIPS 180-2. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void isTheSha256OfTheText() {
    assertThat(Token.parse("abc").hash()).hasToString(ABC);
  }

  @Test
  void readsWhatItPrints() {
    assertThat(TokenHash.parse(ABC)).isEqualTo(Token.parse("abc").hash()).hasToString(ABC);
  }

  @Test
  void matchesItselfOnly() {
    TokenHash hash = TokenHash.parse(ABC);

    assertThat(hash.matches(TokenHash.parse(ABC))).isTrue();
    for (int digit = 0; digit < ABC.length(); digit++) {
      char other = ABC.charAt(digit) == '0' ? '1' : '0';
      String near = ABC.substring(0, digit) + other + ABC.substring(digit + 1);
      assertThat(hash.matches(TokenHash.parse(near))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ba7816bf",
        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag"
      })
  void refusesAllButLowerCaseHexadecimal(String text) {
    assertThatThrownBy(() -> TokenHash.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 lower-case hexadecimal digits");
  }
}
