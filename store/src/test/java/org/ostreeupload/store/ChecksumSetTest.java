// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
