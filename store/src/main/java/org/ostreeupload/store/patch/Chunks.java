// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * What is remembered of a base: two short checksums of each of its chunks, up to 20 bytes in all.
 *
 * <p>They are 64 bits together, and nobody relies on them: a file that was put together wrongly is
 * refused by who checks its name. Not thread-safe.
 */
final class Chunks {
  private static final int MAX_LOOKS = 64; // at chunks, for one place in a file

  private static final int SCATTER = 0x9e3779b1;

  private final int size;
  private final int count;
  private final int[] adlers;
  private final int[] crcs;
  private final int[] table; // the first chunk, + 1, of those whose Adler-32 falls here
  private final int[] following; // the next of these, + 1
  private final Adler32 adler = new Adler32();
  private final CRC32 crc = new CRC32();

  private Chunks(int size, int count) {
    this.size = size;
    this.count = count;
    this.adlers = new int[count];
    this.crcs = new int[count];
    this.table = new int[Integer.highestOneBit(Math.max(count, 1)) * 2];
    this.following = new int[count];
  }

  /** Reads all data of a base. What is left at its end, less than a chunk, is left out. */
  static Chunks of(OpenedFile base, int size) throws IOException {
    Chunks chunks = new Chunks(size, Math.toIntExact(base.size() / size));
    byte[] chunk = new byte[size];
    InputStream data = base.data();
    BitSet uniform = new BitSet();
    for (int i = 0; i < chunks.count; i++) {
      if (data.readNBytes(chunk, 0, size) < size) {
        throw new MalformedException("data is shorter than its header claims");
      }
      chunks.adlers[i] = chunks.adler(chunk, 0);
      chunks.crcs[i] = chunks.crc(chunk, 0);
      uniform.set(i, Arrays.equals(chunk, 0, size - 1, chunk, 1, size));
    }
    for (int i = chunks.count - 1; i >= 0; i--) {
      if (uniform.get(i)) {
        continue; // there are many of those, and the first is hardly the one that is meant
      }
      int slot = chunks.slot(chunks.adlers[i]);
      chunks.following[i] = chunks.table[slot];
      chunks.table[slot] = i + 1;
    }
    return chunks;
  }

  /** How many bytes there are in a chunk. */
  int size() {
    return size;
  }

  /** The Adler-32 of as many bytes as there are in a chunk. */
  int adler(byte[] bytes, int offset) {
    adler.reset();
    adler.update(bytes, offset, size);
    return (int) adler.getValue();
  }

  private int crc(byte[] bytes, int offset) {
    crc.reset();
    crc.update(bytes, offset, size);
    return (int) crc.getValue();
  }

  private int slot(int adler) {
    return adler * SCATTER >>> Integer.numberOfLeadingZeros(table.length) + 1;
  }

  /**
   * Says whether bytes are those of a chunk, by its CRC-32 alone: this is for the one chunk that is
   * expected. There may be no such chunk.
   */
  boolean isChunk(int index, byte[] bytes, int offset) {
    return index < count && crcs[index] == crc(bytes, offset);
  }

  /**
   * Finds a chunk with these bytes.
   *
   * @param adler their Adler-32
   * @param from the first chunk that will do
   * @return the first such chunk, or -1 if none is found among the few that are looked at
   */
  int find(int adler, byte[] bytes, int offset, int from) {
    int looks = 0;
    for (int i = table[slot(adler)] - 1; i >= 0 && looks < MAX_LOOKS; i = following[i] - 1) {
      looks++;
      if (i >= from && adlers[i] == adler && crcs[i] == crc(bytes, offset)) {
        return i;
      }
    }
    return -1;
  }
}
