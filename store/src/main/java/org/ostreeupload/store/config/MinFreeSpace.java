// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * How much of a disk has to stay free. Source: docs/DESIGN.md, "Disk space".
 *
 * @param percent of the whole disk
 * @param fixed in bytes; counts instead of the percentage if it is not 0
 */
public record MinFreeSpace(int percent, long fixed) {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(M|G|T)B");
  private static final int MAX_PERCENT = 99;

  /** What a repository keeps free that says nothing about it. */
  static final MinFreeSpace USUAL = new MinFreeSpace(3, 0);

  /**
   * Reads the percentage of a configuration file.
   *
   * @throws MalformedException if it is none
   */
  static MinFreeSpace ofPercent(int percent) throws MalformedException {
    if (percent < 0 || percent > MAX_PERCENT) {
      throw new MalformedException("core.min-free-space-percent is " + percent + ", not 0 to 99");
    }
    return new MinFreeSpace(percent, 0);
  }

  /**
   * Reads the size of a configuration file, such as {@code 500MB}.
   *
   * @throws MalformedException if it is none
   */
  static MinFreeSpace ofSize(String text) throws MalformedException {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new MalformedException(
          "core.min-free-space-size is '" + text + "', not a number with MB, GB or TB behind it");
    }
    int shift =
        switch (size.group(2)) {
          case "M" -> 20;
          case "G" -> 30;
          default -> 40;
        };
    long number = Long.parseLong(size.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new MalformedException("core.min-free-space-size is '" + text + "', too large");
    }
    return new MinFreeSpace(0, number << shift);
  }

  /** How many bytes have to stay free on a disk of this many. */
  public long bytes(long total) {
    return fixed > 0 ? fixed : total / 100 * percent;
  }
}
