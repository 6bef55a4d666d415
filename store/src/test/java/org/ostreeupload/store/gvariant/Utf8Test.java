// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  private static boolean isValid(String hex) {
    byte[] bytes = Hex.bytes(hex);
    return Utf8.isValid(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "7f",
        "c280",
        "dfbf",
        "e0a080",
        "ed9fbf",
        "ee8080",
        "efbfbf",
        "f0908080",
        "f48fbfbf",
        "61c3bc62"
      })
  void acceptsEveryScalarValue(String hex) {
    assertThat(isValid(hex)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "bf",
        "c0",
        "c080",
        "c1bf",
        "c2",
        "c27f",
        "c2c0",
        "e08080",
        "e09fbf",
        "e282",
        "eda080",
        "edbfbf",
        "f0808080",
        "f08fbfbf",
        "f4908080",
        "f5808080",
        "f8888080",
        "ff",
        "f09f98",
        "61c3"
      })
  void refusesWhatIsNotTheShortestFormOfAScalarValue(String hex) {
    assertThat(isValid(hex)).isFalse();
  }

  @Test
  void looksOnlyAtTheRange() {
    byte[] bytes = Hex.bytes("ff c3 bc ff");
    assertThat(Utf8.isValid(bytes, 1, 3)).isTrue();
    assertThat(Utf8.isValid(bytes, 1, 2)).isFalse();
    assertThat(Utf8.isValid(bytes, 0, 3)).isFalse();
    assertThat(Utf8.isValid(bytes, 4, 4)).isTrue();
  }

  @Test
  void agreesWithTheStrictDecoderOnRandomBytes() {
    long seed = 89;
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(6)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) (0xc0 | random.nextInt(64));
      }
      for (int k = 1; k < bytes.length; k++) {
        bytes[k] = random.nextInt(4) == 0 ? bytes[k] : (byte) (0x80 | bytes[k] & 0x3f);
      }
      assertThat(Utf8.isValid(bytes, 0, bytes.length))
          .as("seed %d: %s", seed, Hex.of(bytes))
          .isEqualTo(decodes(bytes));
    }
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void ordersSupplementaryCharactersBehindAllOthers() {
    assertThat(Utf8.ORDER.compare("\ue000", "😀")).isNegative();
    assertThat(Utf8.ORDER.compare("\uffff", "\ud800\udc00")).isNegative();
    assertThat(Utf8.ORDER.compare("😀", "\ud7ff")).isPositive();
    assertThat(Utf8.ORDER.compare("😀", "😁")).isNegative();
  }

  @Test
  void ordersRandomStringsByTheirUnsignedBytes() {
    long seed = 144;
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      String a = text(random);
      String b = text(random);
      int bytewise =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(Utf8.ORDER.compare(a, b)))
          .as("seed %d: '%s' and '%s'", seed, a, b)
          .isEqualTo(Integer.signum(bytewise));
    }
  }

  private static String text(Random random) {
    int[] points = {
      'a', 'b', 0x7f, 0xe9, 0x7ff, 0xd7ff, 0xe000, 0xfffd, 0x10000, 0x1f600, 0x10ffff
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
