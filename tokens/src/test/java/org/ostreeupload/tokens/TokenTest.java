// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serial;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  @Test
  void newTokenIsUrlSafeTextOf512Bits() {
    String text = Token.random(new SecureRandom()).reveal();

    assertThat(text).matches("[A-Za-z0-9_-]{86}");
    assertThat(Base64.getUrlDecoder().decode(text)).hasSize(64);
  }

  @Test
  void newTokensDiffer() {
    SecureRandom random = new SecureRandom();

    assertThat(Token.random(random)).isNotEqualTo(Token.random(random));
  }

  @Test
  void newTokenNeverLooksLikeAnOption() {
    // 0xFB is 111110 11…, and base64url number 62 is the hyphen.
    Token token = Token.random(new ScriptedRandom(List.of((byte) 0xFB, (byte) 0x00)));

    assertThat(token.reveal()).isEqualTo("A".repeat(86));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "s3cret", "a+b/c==", "!\"#$%&'()*,-.:;<=>?@[\\]^_`{|}~", "{not:yaml}"})
  void anyVisibleAsciiTextIsAToken(String text) {
    assertThat(Token.parse(text).reveal()).isEqualTo(text);
  }

  @Test
  void tokenMayBe1024CharactersLong() {
    assertThat(Token.parse("x".repeat(1024)).reveal()).hasSize(1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "hush me", "hush\n", "\thush", "hush\0", "hüsh", "hush\u007f", "𝒽ush"})
  void refusesWhatIsNotVisibleAsciiWithoutShowingIt(String text) {
    assertThatThrownBy(() -> Token.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a token is 1 to 1024 visible ASCII characters without blanks");
  }

  @Test
  void refusesTokenOfMoreThan1024Characters() {
    assertThatThrownBy(() -> Token.parse("x".repeat(1025)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printingDoesNotRevealIt() {
    Token token = Token.parse("s3cret");

    assertThat(token).hasToString("Token[redacted]");
    assertThat("" + List.of(token)).doesNotContain("s3cret");
  }

  @Test
  void isEqualToATokenOfTheSameText() {
    assertThat(Token.parse("one")).isEqualTo(Token.parse("one")).isNotEqualTo(Token.parse("two"));
    assertThat(Token.parse("one")).hasSameHashCodeAs(Token.parse("one"));
  }

  /** Fills each array that it is given with the next byte of the script. */
  private static final class ScriptedRandom extends SecureRandom {
    @Serial private static final long serialVersionUID = 1;

    private final transient Queue<Byte> script;

    ScriptedRandom(List<Byte> script) {
      this.script = new ArrayDeque<>(script);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, script.remove());
    }
  }
}
