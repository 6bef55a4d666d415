// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Measurement took(double seconds) {
    return new Measurement(seconds, 2 * seconds, 2048, 1024, 3_000_000, 7, 0);
  }

  @Test
  void ratiosAreThoseWithinARound() {
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    measured.put("ours", List.of(took(1), took(4), took(3)));
    measured.put("theirs", List.of(took(2), took(16), took(1)));
    Race race = new Race("r", "a test", DataSet.full(Path.of("none")), Optional.empty(), List.of());

    assertThat(new Table(race, measured).toMarkdown().lines())
        .containsExactly(
            "| a test | wall s (min) | CPU s | client MiB | server MiB | wire MB | requests"
                + " | ours / it (min–max) |",
            "|---|---|---|---|---|---|---|---|",
            "| ours | 3.00 (1.00) | 6.00 | 2 | 1 | 3.00 | 7 | 1.00 (1.00–1.00) |",
            "| theirs | 2.00 (1.00) | 4.00 | 2 | 1 | 3.00 | 7 | 0.50 (0.25–3.00) |");
  }
}
