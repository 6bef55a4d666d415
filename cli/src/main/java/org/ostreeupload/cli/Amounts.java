// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.time.Duration;
import java.util.Locale;

/** Writes amounts for people. */
final class Amounts {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Amounts() {}

  /** Bytes in decimal units, such as {@code 34.4 MB}. */
  static String bytes(long count) {
    double value = (double) count;
    int unit = 0;
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** A number with the right form of a word, such as {@code 1 commit} or {@code 2 commits}. */
  static String count(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  /** A time, such as {@code 0.8 s} or {@code 12 min 5 s}. */
  static String time(Duration time) {
    double seconds = time.toMillis() / 1000.0;
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole / 60 + " min " + whole % 60 + " s";
  }

  /** Bytes in a time, such as {@code 41.2 MB/s}. */
  static String rate(long bytes, Duration time) {
    double seconds = Math.max(1e-3, time.toNanos() / 1e9);
    return bytes(Math.round(bytes / seconds)) + "/s";
  }
}
