// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.util.concurrent.ThreadLocalRandom;
import org.ostreeupload.store.object.Checksum;

/**
 * A growing set of checksums that takes 32 bytes for each, and a third more for its gaps.
 *
 * <p>Not thread-safe.
 */
public final class ChecksumSet {
  private static final int LONGS = 4;

  private final long[] seeds =
      ThreadLocalRandom.current().longs(LONGS).map(seed -> seed | 1).toArray();

  private long[] table = new long[64 * LONGS];
  private int size;
  private boolean hasZero;

  /** Adds a checksum; says whether it was not in the set before. */
  public boolean add(Checksum checksum) {
    if (isZero(checksum)) {
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    int slot = find(table, checksum);
    if (isTaken(table, slot)) {
      return false;
    }
    put(table, slot, checksum);
    size++;
    if (size * LONGS > table.length / 4 * 3) {
      grow();
    }
    return true;
  }

  /** Says whether a checksum is in the set. */
  public boolean contains(Checksum checksum) {
    return isZero(checksum) ? hasZero : isTaken(table, find(table, checksum));
  }

  /** How many checksums are in the set. */
  public int size() {
    return hasZero ? size + 1 : size;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(table.length, 2)];
    for (int slot = 0; slot < table.length; slot += LONGS) {
      if (isTaken(table, slot)) {
        Checksum checksum =
            new Checksum(table[slot], table[slot + 1], table[slot + 2], table[slot + 3]);
        put(larger, find(larger, checksum), checksum);
      }
    }
    table = larger;
  }

  private static boolean isZero(Checksum checksum) {
    return (checksum.a() | checksum.b() | checksum.c() | checksum.d()) == 0;
  }

  private static boolean isTaken(long[] table, int slot) {
    return (table[slot] | table[slot + 1] | table[slot + 2] | table[slot + 3]) != 0;
  }

  private static void put(long[] table, int slot, Checksum checksum) {
    table[slot] = checksum.a();
    table[slot + 1] = checksum.b();
    table[slot + 2] = checksum.c();
    table[slot + 3] = checksum.d();
  }

  /** The slot of the checksum, or the free one where it belongs. */
  private int find(long[] table, Checksum checksum) {
    int mask = table.length / LONGS - 1;
    // Who chooses checksums, as a hostile dirtree can, must not choose slots by that.
    long mixed =
        checksum.a() * seeds[0]
            + checksum.b() * seeds[1]
            + checksum.c() * seeds[2]
            + checksum.d() * seeds[3];
    int index = (int) (mixed >>> 32) & mask;
    while (true) {
      int slot = index * LONGS;
      boolean same =
          table[slot] == checksum.a()
              && table[slot + 1] == checksum.b()
              && table[slot + 2] == checksum.c()
              && table[slot + 3] == checksum.d();
      if (same || !isTaken(table, slot)) {
        return slot;
      }
      index = index + 1 & mask;
    }
  }
}
