// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file a request is answered with. */
sealed interface ByteRange {
  /** One range of bytes: {@code bytes=FIRST-LAST}, where one of the numbers may be missing. */
  Pattern SINGLE = Pattern.compile("bytes\\s*=\\s*([0-9]*)-([0-9]*)", Pattern.CASE_INSENSITIVE);

  /** Numbers of so many digits fit a long. */
  int LONG_DIGITS = 18;

  /** All of them. */
  record Whole() implements ByteRange {}

  /**
   * Some of them.
   *
   * @param first the offset of the first byte
   * @param last the offset of the last byte, not before the first
   */
  record Part(long first, long last) implements ByteRange {
    public Part {
      if (first < 0 || last < first) {
        throw new IllegalArgumentException("no part: " + first + " to " + last);
      }
    }

    /** The number of bytes. */
    long size() {
      return last - first + 1;
    }

    /** The offsets as header fields have them. */
    @Override
    public String toString() {
      return first + "-" + last;
    }
  }

  /** None, for there are no such bytes. */
  record Unsatisfiable() implements ByteRange {}

  /**
   * Reads the header field {@code Range}. What is no range of bytes, or more than one, is answered
   * with the whole, which is always allowed: whoever asks for many small parts would be sent more
   * than the file.
   *
   * @param field the value of the field; empty if there is none
   * @param size the size of the file
   */
  static ByteRange of(String field, long size) {
    Matcher matcher = SINGLE.matcher(field);
    if (!matcher.matches() || size == 0 && matcher.group(1).isEmpty()) {
      return new Whole();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? new Whole() : suffix(number(last), size);
    }
    long end = last.isEmpty() ? Long.MAX_VALUE : number(last);
    return between(number(first), end, size);
  }

  private static ByteRange between(long first, long last, long size) {
    if (last < first) {
      return new Whole();
    }
    return first < size ? new Part(first, Math.min(last, size - 1)) : new Unsatisfiable();
  }

  private static ByteRange suffix(long count, long size) {
    return count > 0 ? new Part(size - Math.min(count, size), size - 1) : new Unsatisfiable();
  }

  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > LONG_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
