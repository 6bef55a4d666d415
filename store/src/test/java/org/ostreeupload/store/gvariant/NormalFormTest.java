// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused: each line breaks one rule of the normal form. */
class NormalFormTest {
  private static final String CHECKSUM = "ab".repeat(32);

  private static void assertRefused(String type, String hex, String rule) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Variant.parse(VariantType.of(type), Hex.bytes(hex)))
        .withMessageContaining(rule);
  }

  @ParameterizedTest
  @CsvSource({
    "b, 02, boolean",
    "b, '', wrong size",
    "b, 0101, wrong size",
    "u, 000000, wrong size",
    "t, 000000000000000000, wrong size",
    "(yu), 0100000002000000 00, wrong size",
    "(), '', wrong size",
    "(), 01, padding",
    "(), 0000, wrong size",
    "(yu), 01 000100 02000000, padding",
    "(uy), 01000000 02 000001, padding",
  })
  void fixedSizes(String type, String hex, String rule) {
    assertRefused(type, hex, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "s, '', final NUL",
    "s, 61, final NUL",
    "s, 610062, final NUL",
    "s, 610000, NUL inside",
    "s, 61006200, NUL inside",
    "s, ff00, UTF-8",
    "s, c08000, UTF-8",
    "s, eda08000, UTF-8",
    "s, f490808000, UTF-8",
    "s, c300, UTF-8",
    "o, 00, object path",
    "o, 6100, object path",
    "o, 2f2f00, object path",
    "o, 2f612f00, object path",
    "o, 2f2d00, object path",
    "o, 2f612e6200, object path",
    "o, 2fc3bc00, object path",
    "g, 2800, signature",
    "g, 6d7300, signature",
    "g, 7a00, signature",
    "g, 7b767300, signature",
    "g, c3bc00, signature",
  })
  void strings(String type, String hex, String rule) {
    assertRefused(type, hex, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "'', without a type",
    "0773, without a type",
    "0700, ends too early",
    "07005a, unknown type",
    "07007979, more than one",
    "0700f9, ASCII",
    "0079, wrong size",
    "070079 00, ends too early",
    "07 00 6d, ends too early",
  })
  void variants(String hex, String rule) {
    assertRefused("v", hex, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "mu, 000000, wrong size",
    "mu, 0000000000, wrong size",
    "ms, 6100, final NUL",
    "ms, 610001, final zero",
    "ms, 00, final NUL",
    "may, 01, final zero",
    "mms, 01, final zero",
    "mb, 02, boolean",
  })
  void maybes(String type, String hex, String rule) {
    assertRefused(type, hex, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "au, 00000000 00, multiple",
    "ab, 0002, boolean",
    "a(yu), 01 000001 00000000, padding",
    "as, 00, final NUL",
    "as, 6100 00, out of bounds",
    "as, 6100 03, broken offset table",
    "as, 6100 ff, out of bounds",
    "as, 6100 6200 0004, final NUL",
    "as, 6100 6200 0304, final NUL",
    "aay, 616263 02 01 03, decrease",
    "aay, 6162 03 02, out of bounds",
    "a(us), 01000000 6100 0100 02000000 00 06 0d, padding",
    "aat, 000000 03, multiple",
    "a(us), 01000000 00 05 05, member out of bounds",
  })
  void arrays(String type, String hex, String rule) {
    assertRefused(type, hex, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "(ss), '', wider than needed",
    "(ss), 6100 6200 05, out of bounds",
    "(ss), 6100 6200 ff, out of bounds",
    "(ss), 6100 6200 01, final NUL",
    "(ss), 00, final NUL",
    "(ayay), '', wider than needed",
    "(ayayay), 01, smaller than its offsets",
    "(ayayay), 010203 01 02, member out of bounds",
    "(su), 6100 0001 07000000 02, padding",
    "(su), 6100 0000 07000000 00 02, unused",
    "(su), 6100 0000 070000 02, out of bounds",
    "(sy), 6100 02, out of bounds",
    "{sv}, 6100 000000000001 07 00 79 02, padding",
    "{ss}, 6100 6200 6300 02, NUL inside",
    "(say), 6100 07 03, final NUL",
  })
  void tuples(String type, String hex, String rule) {
    assertRefused(type, hex, rule);
  }

  @Test
  void offsetsThatAreWiderThanNeeded() {
    // 254 bytes of body and one offset fit a container of 255: two bytes for the offset do not.
    assertRefused("(say)", "78".repeat(253) + "00 fe00", "wider than needed");
    assertRefused("aay", "78".repeat(254) + "fe00", "wider than needed");
  }

  @Test
  void tablesThatAreNoMultipleOfTheirOffsets() {
    assertRefused("as", "78".repeat(299) + "00 002c01", "broken offset table");
  }

  @Test
  void aDirmetaWithOneByteTooMany() {
    assertRefused("(uuua(ayay))", "00000000 00000000 000041ed 00", "wider than needed");
  }

  @Test
  void aDirtreeOfNoBytes() {
    assertRefused("(a(say)a(sayay))", "", "wider than needed");
  }

  @Test
  void aDirtreeWithBytesBetweenTheLastElementAndTheTable() {
    assertRefused("(a(say)a(sayay))", "7100" + CHECKSUM + "02 00 23 25", "");
  }

  @Test
  void everyTruncationAndEveryExtensionOfADirtree() throws MalformedException {
    VariantType type = VariantType.of("(a(say)a(sayay))");
    String hex = "7100" + CHECKSUM + "02 23 24";
    byte[] whole = Hex.bytes(hex);
    Variant.parse(type, whole);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(type.signature(), Hex.of(whole).substring(0, 2 * length), "");
    }
    assertRefused(type.signature(), hex + "00", "");
    assertRefused(type.signature(), hex + hex, "");
  }
}
