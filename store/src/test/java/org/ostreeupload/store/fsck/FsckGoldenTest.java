// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.testdata.GoldenRepositories;

class FsckGoldenTest {
  static Stream<String> wholeRepositories() {
    return Golden.wholeRepositories();
  }

  private static FsckReport check(String name) throws Exception {
    return new Fsck(Golden.open(name), FsckListener.NONE).check(Fsck.Mode.DRY_RUN);
  }

  @ParameterizedTest
  @MethodSource("wholeRepositories")
  void findsNothingInWhatTheRealToolMade(String name) throws Exception {
    FsckReport report = check(name);
    assertThat(report.findings()).isEmpty();
    long refs = GoldenRepositories.get().refs().filter(r -> r.repository().equals(name)).count();
    assertThat(report.refs()).isEqualTo(refs);
    assertThat(report.objects() == 0).isEqualTo(name.equals("empty"));
  }

  @Test
  void partialCommitsMayHaveHoles() throws Exception {
    FsckReport report = check("partial");
    assertThat(report.isSound()).isTrue();
    assertThat(report.findings()).extracting(Finding::kind).containsOnly(Kind.PARTIAL).hasSize(2);
    assertThat(report.count(Finding.Severity.NOTE)).isEqualTo(2);
    assertThat(List.of(report.count(Finding.Severity.ERROR))).containsExactly(0L);
  }
}
