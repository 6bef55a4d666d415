// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ostreeupload.store.fsck.Damage.Fault;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.fsck.Finding.Need;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** A wrecked repository fills neither the memory nor the screen without end. */
class DamageTest {
  private static final int MORE = 50;

  private static ObjectName name(int number) {
    return ObjectName.file(new Checksum(number, 0, 0, 0));
  }

  @Test
  void keepsTheFirstByNameAndCountsTheOthers() {
    Damage damage = new Damage();
    Need need = Need.ofRef("refs/heads/main");
    for (int i = Damage.MAX + MORE - 1; i >= 0; i--) {
      if (i % 2 == 0) {
        damage.addMissing(name(i), need);
      } else {
        damage.add(name(i), new Fault(Kind.DAMAGED, "reason"));
      }
    }
    assertThat(damage.omitted()).isEqualTo(MORE);
    assertThat(damage.isAllKnown()).isFalse();
    assertThat(damage.wanted())
        .containsExactlyElementsOf(
            IntStream.range(0, Damage.MAX).mapToObj(DamageTest::name).toList());
    assertThat(damage.findings()).hasSize(Damage.MAX);
    assertThat(damage.findings().getFirst().need()).contains(need);
  }

  @Test
  void tellsWhetherErrorsWereLeftOut() {
    Findings findings = new Findings();
    for (int i = 0; i < Damage.MAX + MORE; i++) {
      findings.add(Finding.ofFile(Kind.STRAY, "objects/" + i, "is no object"));
    }
    assertThat(findings.omitted()).isEqualTo(MORE);
    assertThat(findings.omittedErrors()).isZero();
    for (int i = 0; i < Damage.MAX + MORE; i++) {
      findings.add(Finding.of(Kind.DAMAGED, name(i), "is damaged"));
    }
    assertThat(findings.omittedErrors()).isEqualTo(MORE);
    assertThat(findings.list()).hasSize(Damage.MAX).isSorted();
    assertThat(findings.list().getLast().kind()).isEqualTo(Kind.DAMAGED);
  }

  @Test
  void whatIsRepairedIsGoodUntilThatFails() {
    Damage damage = new Damage();
    damage.addMissing(name(1), new Need(Optional.empty(), Optional.empty()));
    damage.repaired(name(1), "there");
    damage.repaired(name(2), "there");
    assertThat(damage.isBad(name(1))).isFalse();
    assertThat(damage.wanted()).isEmpty();
    assertThat(damage.repairs()).isEqualTo(2);
    damage.notRepaired(name(1));
    assertThat(damage.isBad(name(1))).isTrue();
    assertThat(damage.wanted()).containsExactly(name(1));
    damage.forgetMissing();
    assertThat(damage.wanted()).isEmpty();
    assertThat(damage.findings())
        .extracting(Finding::toString)
        .containsExactly("object " + name(2) + " was missing; repaired from there");
  }
}
