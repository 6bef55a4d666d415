// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ostreeupload.store.gvariant.MalformedException;

class RefNameFuzzTest {
  /** The first byte says how the others are text: UTF-16 can have lone surrogates, too. */
  @FuzzTest
  void parse(byte[] input) {
    int from = Math.min(1, input.length);
    boolean utf16 = input.length > 0 && input[0] == 1;
    Charset charset = utf16 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    String text = new String(input, from, input.length - from, charset);
    try {
      assertSafe(RefName.parse(text).value(), text);
    } catch (MalformedException e) {
      assertThat(e.rule()).hasSizeLessThan(500);
      assertThat(e.rule().codePoints()).noneMatch(Character::isISOControl);
    }
  }

  /** Below a directory the name stays there, and shows as itself wherever it is printed. */
  private static void assertSafe(String value, String text) {
    assertThat(value).isEqualTo(text).isNotEmpty();
    Path path = Path.of("heads").resolve(text);
    assertThat(path.normalize()).isEqualTo(path);
    assertThat(path).hasToString("heads/" + text);
    assertThat(Checksum.isChecksum(text)).isFalse();
    for (String component : text.split("/", -1)) {
      assertThat(component).isNotEmpty().doesNotStartWith("-").doesNotStartWith(".");
      assertThat(component.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
    }
    assertThat(text.codePoints())
        .allMatch(c -> Character.isLetter(c) || isNumber(c) || "/-._".indexOf(c) >= 0);
  }

  private static boolean isNumber(int point) {
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }
}
