// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How old something may be. */
sealed interface Age {
  /** The moment before which it would be too old, seen from now. */
  Instant start(Instant now);

  /** A span of time until now. */
  record Span(Duration length) implements Age {
    @Override
    public Instant start(Instant now) {
      return now.minus(length);
    }
  }

  /** The time since a moment. */
  record Since(Instant moment) implements Age {
    @Override
    public Instant start(Instant now) {
      return moment;
    }
  }

  /**
   * Reads a span, as {@code 12h}, {@code 90d}, {@code 2w} or {@code 1y} of 365 days, or a date or
   * time of the calendar, which is local if it names no zone.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  static Age parse(String text) {
    Matcher span = Pattern.compile("([0-9]{1,6})([hdwy])").matcher(text);
    if (span.matches()) {
      return new Span(unit(span.group(2)).multipliedBy(Long.parseLong(span.group(1))));
    }
    try {
      return new Since(moment(text));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is neither a span, as 12h, 90d, 2w or 1y, nor a time, as 2026-01-31 or"
              + " 2026-01-31T12:00:00Z",
          e);
    }
  }

  private static Duration unit(String letter) {
    return switch (letter) {
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      case "w" -> Duration.ofDays(7);
      default -> Duration.ofDays(365);
    };
  }

  private static Instant moment(String text) {
    ZoneId zone = ZoneId.systemDefault();
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay(zone).toInstant();
    }
    return text.matches(".*T.*(Z|[-+][0-9:]+)")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).atZone(zone).toInstant();
  }
}
