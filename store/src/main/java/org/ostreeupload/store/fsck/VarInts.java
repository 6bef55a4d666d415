// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import org.ostreeupload.store.gvariant.MalformedException;

/** Reads numbers of 7 bits a byte, the lowest first. Not thread-safe. */
final class VarInts {
  private static final int MORE = 0x80;
  private static final int BITS = 7;

  private final byte[] bytes;
  private int at;

  VarInts(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  int nextByte() throws MalformedException {
    if (isAtEnd()) {
      throw new MalformedException("it ends too early");
    }
    return bytes[at++] & 0xff;
  }

  /** The next number; one beyond 2⁶³ is refused. */
  long next() throws MalformedException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += BITS) {
      int next = nextByte();
      number |= (long) (next & ~MORE) << shift;
      if ((next & MORE) == 0) {
        return number;
      }
    }
    throw new MalformedException("a size is beyond 2^63");
  }
}
