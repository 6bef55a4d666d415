// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObjectBenchmarkTest {
  @Test
  void measuresWorkThatSucceeds() throws Exception {
    ObjectBenchmark benchmark = new ObjectBenchmark();
    benchmark.makeObjects();
    assertThat(benchmark.parseDirTree().files()).hasSize(10);
    assertThat(benchmark.verifyContent()).isEqualTo(benchmark.verifyContent());
    benchmark.close();
  }
}
