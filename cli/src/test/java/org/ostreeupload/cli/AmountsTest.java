// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1, 1 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "1049, 1.0 kB",
    "1050, 1.1 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "34400000, 34.4 MB",
    "1000000000, 1.0 GB",
    "1000000000000, 1.0 TB",
    "9223372036854775807, 9223372.0 TB"
  })
  void writesBytesInTheUnitThatFits(long count, String text) {
    assertThat(Amounts.bytes(count)).isEqualTo(text);
  }

  @Test
  void countsWithTheRightFormOfTheWord() {
    assertThat(Amounts.count(0, "object")).isEqualTo("0 objects");
    assertThat(Amounts.count(1, "object")).isEqualTo("1 object");
    assertThat(Amounts.count(2, "object")).isEqualTo("2 objects");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "49, 0.0 s",
    "50, 0.1 s",
    "800, 0.8 s",
    "59900, 59.9 s",
    "59960, 1 min 0 s",
    "60000, 1 min 0 s",
    "725900, 12 min 6 s",
    "3600000, 60 min 0 s"
  })
  void writesTimes(long millis, String text) {
    assertThat(Amounts.time(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void writesRates() {
    assertThat(Amounts.rate(82_400_000, Duration.ofSeconds(2))).isEqualTo("41.2 MB/s");
    assertThat(Amounts.rate(0, Duration.ZERO)).isEqualTo("0 B/s");
    assertThat(Amounts.rate(1000, Duration.ofNanos(1))).isEqualTo("1.0 MB/s");
  }
}
