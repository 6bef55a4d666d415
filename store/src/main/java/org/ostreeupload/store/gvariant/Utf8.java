// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import java.util.Comparator;

/** UTF-8 as OSTree wants it: valid, and ordered by unsigned bytes. */
public final class Utf8 {
  /** Orders strings as {@code strcmp} orders their UTF-8 bytes, which is by code point. */
  public static final Comparator<String> ORDER = Utf8::compare;

  private Utf8() {}

  /** Says whether the bytes are well-formed UTF-8: no surrogates, nothing overlong. */
  public static boolean isValid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int b = bytes[i];
      if (b >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(b & 0xff);
      if (length == 0 || i + length > to) {
        return false;
      }
      int point = b & (0x7f >> length);
      for (int k = 1; k < length; k++) {
        int next = bytes[i + k];
        if ((next & 0xc0) != 0x80) {
          return false;
        }
        point = point << 6 | next & 0x3f;
      }
      if (!isShortest(point, length)) {
        return false;
      }
      i += length;
    }
    return true;
  }

  private static int sequenceLength(int first) {
    if (first >= 0xc2 && first < 0xe0) {
      return 2;
    }
    if (first >= 0xe0 && first < 0xf0) {
      return 3;
    }
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
  }

  private static boolean isShortest(int point, int length) {
    return switch (length) {
      case 3 -> point >= 0x800 && (point < 0xd800 || point > 0xdfff);
      case 4 -> point >= 0x10000 && point <= 0x10ffff;
      default -> true;
    };
  }

  private static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean split = Character.isSurrogate(x) != Character.isSurrogate(y);
        return split ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
