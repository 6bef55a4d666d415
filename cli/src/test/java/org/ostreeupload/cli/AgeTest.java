// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "12h, 2026-03-01T00:00:00Z",
    "0h, 2026-03-01T12:00:00Z",
    "90d, 2025-12-01T12:00:00Z",
    "2w, 2026-02-15T12:00:00Z",
    "1y, 2025-03-01T12:00:00Z",
    "4y, 2022-03-02T12:00:00Z",
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00Z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00+01:00, 2026-01-31T11:00:00Z",
    "2026-01-31T12:00:00.5-07:30, 2026-01-31T19:30:00.5Z",
  })
  void understandsSpansAndTimes(String text, Instant start) {
    assertThat(Age.parse(text).start(NOW)).isEqualTo(start);
  }

  @Test
  void reachesFarBack() {
    assertThat(Age.parse("999999y").start(NOW)).isBefore(Instant.parse("-100000-01-01T00:00:00Z"));
  }

  @Test
  void takesLocalTimeWhereNoZoneIsNamed() {
    ZoneId zone = ZoneId.systemDefault();
    assertThat(Age.parse("2026-01-31").start(NOW))
        .isEqualTo(LocalDate.of(2026, 1, 31).atStartOfDay(zone).toInstant());
    assertThat(Age.parse("2026-01-31T12:30").start(NOW))
        .isEqualTo(LocalDateTime.of(2026, 1, 31, 12, 30).atZone(zone).toInstant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "90",
        "d",
        "90 d",
        "-90d",
        "9.5d",
        "3m",
        "90D",
        "1234567d",
        "1y2d",
        "yesterday",
        "2026-02-30",
        "2026-1-31",
        "2026-01-31T",
        "2026-01-31T25:00:00Z",
        "2026-01-31 12:00:00",
        "@1735689600",
        "２d"
      })
  void refusesOtherThings(String text) {
    assertThatThrownBy(() -> Age.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("90d");
  }
}
