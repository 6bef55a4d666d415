// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class VariantTypeFuzzTest {
  @FuzzTest
  void parse(byte[] input) {
    String signature = new String(input, StandardCharsets.UTF_8);
    Optional<VariantType> parsed = parsed(signature);
    parsed.ifPresent(type -> assertSound(type, signature));
  }

  private static Optional<VariantType> parsed(String signature) {
    try {
      return Optional.of(VariantType.parse(signature));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static void assertSound(VariantType type, String signature) {
    assertThat(type.signature()).isEqualTo(signature);
    assertThat(type.fixedSize() % type.alignment()).isZero();
    assertThat(type.alignment()).isIn(1, 2, 4, 8);
    assertThat(type.depth()).isBetween(1, VariantType.MAX_DEPTH + 1);
    for (VariantType member : type.members()) {
      assertThat(type.alignment()).isGreaterThanOrEqualTo(member.alignment());
      assertThat(parsed(member.signature())).contains(member);
    }
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> VariantType.parse(signature + signature));
  }
}
