// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ostreeupload.store.gvariant.Hex;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.RealObjects;

class HeaderCollectorTest {
  private static final byte[] HELLO = RealObjects.HELLO.bytes();
  private static final byte[] HEADER = Arrays.copyOfRange(HELLO, 8, 8 + 26);

  @Test
  void takesTheHeaderAndLeavesTheRest() throws MalformedException {
    HeaderCollector collector = new HeaderCollector();
    ByteBuffer input = ByteBuffer.wrap(HELLO);
    assertThat(collector.collect(input)).isTrue();
    assertThat(collector.header()).isEqualTo(HEADER);
    assertThat(input.position()).isEqualTo(8 + 26);
  }

  @Test
  void takesTheHeaderByteByByte() throws MalformedException {
    HeaderCollector collector = new HeaderCollector();
    for (int i = 0; i < 8 + 25; i++) {
      assertThat(collector.collect(ByteBuffer.wrap(HELLO, i, 1))).as("byte %d", i).isFalse();
    }
    assertThat(collector.collect(ByteBuffer.allocate(0))).isFalse();
    assertThat(collector.collect(ByteBuffer.wrap(HELLO, 8 + 25, 1))).isTrue();
    assertThat(collector.header()).isEqualTo(HEADER);
  }

  @Test
  void acceptsAHeaderOfTheGreatestSize() throws MalformedException {
    ByteBuffer input = ByteBuffer.allocate(8 + HeaderCollector.MAX_SIZE);
    input.putInt(0, HeaderCollector.MAX_SIZE);
    HeaderCollector collector = new HeaderCollector();
    assertThat(collector.collect(input)).isTrue();
    assertThat(collector.header()).hasSize(HeaderCollector.MAX_SIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000 00000000, claims 0 bytes",
    "00100001 00000000, claims 1048577 bytes",
    "7fffffff 00000000, claims 2147483647 bytes",
    "80000000 00000000, claims 2147483648 bytes",
    "ffffffff 00000000, claims 4294967295 bytes",
    "0000001a 00000001, padding",
    "0000001a 01000000, padding",
  })
  void refusesAPrefixThatCannotBe(String hex, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> new HeaderCollector().collect(ByteBuffer.wrap(Hex.bytes(hex))))
        .withMessageContaining(why);
  }
}
