// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * Goes through a raw deflate stream block by block, with the data of each block and the bits that
 * it takes. A block with very much data comes in pieces, of which the bits are not told. Not
 * thread-safe; does not close the stream below.
 */
final class DeflatedBlocks implements AutoCloseable {
  private static final int MAX_DATA = 1 << 20;

  private final InputStream in;
  private final PatchWork work;
  private final Zlib zlib = new Zlib();
  private final byte[] input = new byte[Zlib.PIECE];
  private byte[] data = new byte[2 * Zlib.PIECE];
  private int length;
  private long start; // of the data, from the beginning of all data
  private long firstBit;
  private boolean whole = true; // all of the block is in the data
  private boolean blockEnded = true;

  DeflatedBlocks(InputStream in, PatchWork work) {
    this.in = in;
    this.work = work;
  }

  /**
   * Goes on to the next block, or piece of one, that has data.
   *
   * @return false if there is none
   * @throws MalformedException if the stream is none, or is cut short
   */
  boolean next() throws IOException {
    do {
      if (blockEnded) {
        firstBit = zlib.bits();
      }
      whole = blockEnded;
      start += length;
      length = 0;
      blockEnded = false;
      while (!blockEnded && !zlib.hasEnded() && length <= MAX_DATA) {
        inflate();
      }
      whole &= blockEnded;
    } while (length == 0 && !zlib.hasEnded());
    return length > 0;
  }

  private void inflate() throws IOException {
    boolean cutShort = false;
    if (zlib.needsInput()) {
      int count = in.read(input, 0, input.length);
      cutShort = count < 0;
      if (count > 0) {
        zlib.input(input, count);
      }
    }
    if (data.length - length < Zlib.PIECE) {
      data = Arrays.copyOf(data, 2 * data.length);
    }
    int count = zlib.inflate(data, length);
    length += count;
    work.count(count);
    blockEnded = zlib.isAtEndOfBlock();
    if (cutShort && count == 0 && !blockEnded && !zlib.hasEnded()) {
      throw new MalformedException("deflate stream is cut short");
    }
  }

  /** The data of this block or piece, as many bytes as {@link #length} says. */
  byte[] data() {
    return data;
  }

  /** How many bytes of data it has. */
  int length() {
    return length;
  }

  /** Where its data begins in all data. */
  long start() {
    return start;
  }

  /** Where its data ends in all data. */
  long end() {
    return start + length;
  }

  /** Says whether it is one whole block, so that its bits are known. */
  boolean isWhole() {
    return whole;
  }

  /** Where the bits of the block begin. */
  long firstBit() {
    return firstBit;
  }

  /** Where the bits of the block end, if it is whole. */
  long endBit() {
    return zlib.bits();
  }

  @Override
  public void close() {
    zlib.close();
  }
}
