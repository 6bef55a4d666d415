// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

/** The framing offsets of containers: little-endian, as narrow as the container's size allows. */
final class Framing {
  private Framing() {}

  /** The width in bytes of the offsets in a container of this size. */
  static int width(long size) {
    if (size <= 0xff) {
      return size == 0 ? 0 : 1;
    }
    if (size <= 0xffff) {
      return 2;
    }
    return size <= 0xffff_ffffL ? 4 : 8;
  }

  /** The width that a writer chooses for a body of this size with so many offsets behind it. */
  static int widthFor(long body, long offsets) {
    for (int width = 1; width < 8; width *= 2) {
      if (body + width * offsets <= (1L << (8 * width)) - 1) {
        return width;
      }
    }
    return 8;
  }

  /** Reads an offset; negative if it does not fit a signed long. */
  static long offset(byte[] data, int at, int width) {
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | data[at + i] & 0xff;
    }
    return value;
  }
}
