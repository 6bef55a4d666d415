// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=0-9, 0, 9",
    "bytes=3-5, 3, 5",
    "bytes=3-99, 3, 9",
    "bytes=3-, 3, 9",
    "bytes=9-, 9, 9",
    "bytes=-1, 9, 9",
    "bytes=-10, 0, 9",
    "bytes=-99, 0, 9",
    "bytes=2-99999999999999999999999, 2, 9",
    "bytes=-99999999999999999999999, 0, 9",
    "bytes=0000000000000000000000002-00000000000000000000000003, 2, 3",
    "Bytes = 3-5, 3, 5",
  })
  void takesOnePartOfTenBytes(String field, long first, long last) {
    assertThat(ByteRange.of(field, 10)).isEqualTo(new ByteRange.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=10-",
        "bytes=10-11",
        "bytes=99-100",
        "bytes=-0",
        "bytes=9223372036854775807-",
        "bytes=9223372036854775808-9223372036854775809"
      })
  void findsNothingOutsideOfTenBytes(String field) {
    assertThat(ByteRange.of(field, 10)).isEqualTo(new ByteRange.Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-3",
        "bytes=a-b",
        "bytes=1",
        "bytes=+1-2",
        "bytes=1-2,4-5",
        "bytes=1-2, ",
        "bytes=0-1,bytes=1-2",
        "items=0-1",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=0x1-2",
        "bytes=1.0-2",
        "bytes=１-２"
      })
  void sendsTheWholeWhenItIsNoOneRange(String field) {
    assertThat(ByteRange.of(field, 10)).isEqualTo(new ByteRange.Whole());
  }

  @Test
  void anEmptyFileHasNoParts() {
    assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.of("bytes=-5", 0)).isEqualTo(new ByteRange.Whole());
  }

  @Test
  void partKnowsItsSize() {
    assertThat(new ByteRange.Part(3, 5).size()).isEqualTo(3);
    assertThat(new ByteRange.Part(3, 5)).hasToString("3-5");
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange.Part(3, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange.Part(-1, 2));
  }
}
