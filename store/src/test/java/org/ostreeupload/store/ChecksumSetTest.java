// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.object.Checksum;

final class ChecksumSetTest {
  private final ChecksumSet set = new ChecksumSet();

  @Test
  void holdsWhatASetHolds() {
    Random random = new Random(42);
    Set<Checksum> expected = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      Checksum checksum = small(random);
      assertThat(set.contains(checksum)).isEqualTo(expected.contains(checksum));
      assertThat(set.add(checksum)).isEqualTo(expected.add(checksum));
    }
    assertThat(set.size()).isEqualTo(expected.size());
    assertThat(expected).allMatch(set::contains);
  }

  /** Few bits, so that there are repetitions and collisions. */
  private static Checksum small(Random random) {
    return new Checksum(
        random.nextLong(-8, 8),
        random.nextLong(-2, 2),
        random.nextLong(-2, 2),
        random.nextLong(0, 64) << 32);
  }

  /** A hostile dirtree can name files as it likes. If they met in one place, this took hours. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void checksumsThatAreAlikeDoNotMeet(int word) {
    int count = 1_000_000;
    for (int i = 1; i <= count; i++) {
      assertThat(set.add(alikeIn(word, i))).isTrue();
    }
    assertThat(set.size()).isEqualTo(count);
  }

  private static Checksum alikeIn(int word, long different) {
    return switch (word) {
      case 0 -> new Checksum(7, different, different, different);
      case 1 -> new Checksum(different, 7, different, different);
      case 2 -> new Checksum(different, different, 7, different);
      default -> new Checksum(different, different, different, 7);
    };
  }

  @Test
  void zeroIsAChecksumAsAnyOther() {
    Checksum zero = new Checksum(0, 0, 0, 0);

    assertThat(set.contains(zero)).isFalse();
    assertThat(set.add(zero)).isTrue();
    assertThat(set.add(zero)).isFalse();
    assertThat(set.contains(zero)).isTrue();
    assertThat(set.size()).isEqualTo(1);
  }
}
