// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.Hex;
import org.ostreeupload.store.gvariant.MalformedException;

class ChecksumTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void computesSha256() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    assertThat(Checksum.ofBytes(abc)).hasToString(ABC);
    MessageDigest digest = Checksum.newDigest();
    digest.update(abc);
    assertThat(Checksum.of(digest)).isEqualTo(Checksum.ofBytes(abc));
    assertThat(Checksum.of(digest)).isEqualTo(Checksum.ofBytes(new byte[0]));
  }

  @Test
  void readsAndWritesTextAndBytes() throws MalformedException {
    Checksum checksum = Checksum.parse(ABC);
    assertThat(checksum).hasToString(ABC);
    assertThat(checksum.toBytes()).isEqualTo(Hex.bytes(ABC));
    assertThat(checksum.abbreviated()).isEqualTo("ba7816bf8f");
    byte[] larger = new byte[40];
    checksum.write(larger, 5);
    assertThat(Hex.of(larger)).isEqualTo("00".repeat(5) + ABC + "000000");
    assertThat(Checksum.read(larger, 5)).isEqualTo(checksum);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
        "Ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        " a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\n",
        "٠a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      })
  void refusesTextThatIsNot64LowerCaseHexadecimalCharacters(String text) {
    assertThat(Checksum.isChecksum(text)).isFalse();
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Checksum.parse(text));
  }

  @Test
  void ordersByUnsignedBytes() {
    long seed = 233;
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] x = new byte[Checksum.SIZE];
      random.nextBytes(x);
      byte[] y = x.clone();
      random.nextBytes(y);
      System.arraycopy(x, 0, y, 0, random.nextInt(Checksum.SIZE + 1));
      assertThat(Integer.signum(Checksum.read(x, 0).compareTo(Checksum.read(y, 0))))
          .as("seed %d: %s and %s", seed, Hex.of(x), Hex.of(y))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(x, y)));
    }
  }
}
