// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.VariantType.Kind;

class VariantTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "b BOOLEAN 1 1",
        "y BYTE 1 1",
        "n INT16 2 2",
        "q UINT16 2 2",
        "i INT32 4 4",
        "u UINT32 4 4",
        "h HANDLE 4 4",
        "x INT64 8 8",
        "t UINT64 8 8",
        "d DOUBLE 8 8",
        "s STRING 1 0",
        "o OBJECT_PATH 1 0",
        "g SIGNATURE 1 0",
        "v VARIANT 8 0",
        "ay ARRAY 1 0",
        "at ARRAY 8 0",
        "mu MAYBE 4 0",
        "ms MAYBE 1 0",
        "() TUPLE 1 1",
        "(y) TUPLE 1 1",
        "(yy) TUPLE 1 2",
        "(yu) TUPLE 4 8",
        "(uy) TUPLE 4 8",
        "(yty) TUPLE 8 24",
        "(y(nq)) TUPLE 2 6",
        "(()()) TUPLE 1 2",
        "(us) TUPLE 4 0",
        "{sv} DICT_ENTRY 8 0",
        "{yt} DICT_ENTRY 8 16",
        "{ss} DICT_ENTRY 1 0",
        "a{sv} ARRAY 8 0",
        "(say) TUPLE 1 0",
        "(a(say)a(sayay)) TUPLE 1 0",
        "(uuua(ayay)) TUPLE 4 0",
        "(uuuusa(ayay)) TUPLE 4 0",
        "(tuuuusa(ayay)) TUPLE 8 0",
        "(a{sv}aya(say)sstayay) TUPLE 8 0",
      })
  void knowsKindAlignmentAndFixedSize(String signature, Kind kind, int alignment, int size)
      throws MalformedException {
    VariantType type = VariantType.parse(signature);
    assertThat(type.kind()).isEqualTo(kind);
    assertThat(type.alignment()).isEqualTo(alignment);
    assertThat(type.fixedSize()).isEqualTo(size);
    assertThat(type.isFixed()).isEqualTo(size > 0);
    assertThat(type.signature()).isEqualTo(signature).hasToString(type.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a", "m", "(", ")", "(s", "s)", "{", "}", "{}", "{s}", "{sv", "{ssv}", "{vs}", "{ass}",
        "{(s)s}", "{()s}", "{mss}", "ss", "sv", "r", "*", "?", "a*", "e", "z", " s", "s ", "A", "ä",
        "(s}", "{ss)", "\0", "((((", "a{sv}a"
      })
  void refusesWhatIsNotOneCompleteType(String signature) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VariantType.parse(signature));
    assertThatIllegalArgumentException().isThrownBy(() -> VariantType.of(signature));
  }

  @Test
  void nestsToTheLimitAndNoDeeper() throws MalformedException {
    assertThat(VariantType.parse("a".repeat(127) + "y").depth()).isEqualTo(VariantType.MAX_DEPTH);
    assertThat(VariantType.parse("(".repeat(127) + "y" + ")".repeat(127)).fixedSize()).isEqualTo(1);
    assertThat(VariantType.parse("(".repeat(128) + ")".repeat(128)).fixedSize()).isEqualTo(1);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VariantType.parse("a".repeat(128) + "y"));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VariantType.parse("(".repeat(129) + ")".repeat(129)));
  }

  @Test
  void refusesStringsBeyondTheLengthLimit() throws MalformedException {
    String longest = "(" + "y".repeat(VariantType.MAX_SIGNATURE - 2) + ")";
    assertThat(VariantType.parse(longest).members()).hasSize(VariantType.MAX_SIGNATURE - 2);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VariantType.parse("(" + longest));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VariantType.parse("(".repeat(1_000_000)));
  }

  @Test
  void givesMembersAndElements() {
    VariantType entry = VariantType.of("a{sv}").element();
    assertThat(entry).isEqualTo(VariantType.of("{sv}"));
    assertThat(entry).hasSameHashCodeAs(VariantType.of("{sv}"));
    assertThat(entry).isNotEqualTo(VariantType.of("(sv)"));
    assertThat(entry.members()).containsExactly(VariantType.of("s"), VariantType.of("v"));
  }
}
