// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Any bytes are refused, or are what a writer makes of the value that was read from them. */
class VariantFuzzTest {
  private static final List<VariantType> TYPES =
      List.of(
          VariantType.of("(a{sv}aya(say)sstayay)"),
          VariantType.of("(a(say)a(sayay))"),
          VariantType.of("(uuua(ayay))"),
          VariantType.of("(uuuusa(ayay))"),
          VariantType.of("(tuuuusa(ayay))"),
          VariantType.of("a{sv}"),
          VariantType.of("v"),
          VariantType.of("(a(s(taya{sv}))a{sv})"));

  /** The input is the number of a type, or a greater byte and a type string; then the value. */
  @FuzzTest
  void parse(byte[] input) {
    int selector = input.length == 0 ? 0 : input[0] & 0xff;
    int from = Math.min(1, input.length);
    try {
      VariantType type;
      if (selector < TYPES.size()) {
        type = TYPES.get(selector);
      } else {
        int nul = indexOfNul(input, from);
        type = VariantType.parse(text(input, from, nul));
        from = Math.min(nul + 1, input.length);
      }
      byte[] bytes = Arrays.copyOfRange(input, from, input.length);
      Variant value = Variant.parse(type, bytes);
      assertThat(VariantCopier.rewrite(value)).as("type %s", type).isEqualTo(bytes);
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static int indexOfNul(byte[] input, int from) {
    int at = from;
    while (at < input.length && input[at] != 0) {
      at++;
    }
    return at;
  }

  private static String text(byte[] input, int from, int to) {
    return new String(input, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
