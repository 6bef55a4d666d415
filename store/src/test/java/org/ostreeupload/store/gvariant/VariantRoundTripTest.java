// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariantRoundTripTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void writtenValuesAreInNormalFormAndReadBackTheSame(long seed) {
    RandomVariants variants = new RandomVariants(new Random(seed));
    for (int i = 0; i < 3_000; i++) {
      VariantType type = variants.type();
      byte[] bytes = variants.value(type);
      String what = "seed " + seed + ", value " + i + ": " + type + " " + Hex.of(bytes);
      assertThat(VariantCopier.rewrite(accepted(type, bytes, what))).as(what).isEqualTo(bytes);
    }
  }

  private static Variant accepted(VariantType type, byte[] bytes, String what) {
    try {
      return Variant.parse(type, bytes);
    } catch (MalformedException e) {
      return fail(what, e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {13, 21, 34})
  void damagedValuesAreRefusedUnlessTheyAreInNormalForm(long seed) {
    Random random = new Random(seed);
    RandomVariants variants = new RandomVariants(random);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      VariantType type = variants.type();
      byte[] bytes = damaged(variants.value(type), random);
      String what = "seed " + seed + ", value " + i + ": " + type + " " + Hex.of(bytes);
      try {
        Variant value = Variant.parse(type, bytes);
        assertThat(VariantCopier.rewrite(value)).as(what).isEqualTo(bytes);
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    byte[] damaged = bytes.clone();
    int nearTheEnd = damaged.length - 1 - random.nextInt(Math.min(damaged.length, 8));
    int at = random.nextBoolean() ? nearTheEnd : random.nextInt(damaged.length);
    damaged[at] += (byte) (random.nextInt(5) - 2);
    return damaged;
  }
}
