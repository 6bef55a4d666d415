// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Deflater;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * Puts a raw deflate stream together from blocks of another one and from data.
 *
 * <p>A block of deflate refers to the 32 KiB of data before it and to nothing else, so it can stand
 * wherever the same data comes before it. Its bits are copied as they are but for the mark of the
 * last block. Data is deflated, and ends with an empty block that fills its last byte. Not
 * thread-safe; {@link #close} frees native memory.
 */
final class Splicer implements AutoCloseable {
  /** How far back a block can refer. */
  static final int WINDOW = 1 << 15;

  private static final int HEADER = 3; // bits: whether it is the last block, and its type
  private static final int NOT_LAST = 6;
  private static final int STORED = 0;
  private static final int EMPTY_LAST = 3; // a last block, by fixed codes
  private static final int EMPTY_LAST_SIZE = 10; // with the code for its end, which is zeros

  private final InputStream base;
  private final Bits out;
  private final Deflater deflater;
  private final byte[] deflated = new byte[1 << 15];
  private final byte[] piece = new byte[1 << 15];
  private final byte[] recent = new byte[4 * WINDOW]; // what was written last, at its beginning
  private int recentLength;
  private final byte[] fresh = new byte[1 << 13]; // data that is to be deflated
  private int freshLength;
  private boolean deflating;
  private long baseByte; // how many bytes of the base were read
  private int lastRead; // the last of them

  /**
   * Begins a stream.
   *
   * @param base the raw deflate stream that blocks are taken from
   * @param level the level at which data is deflated, 1 to 9
   */
  Splicer(InputStream base, int level, Bits out) {
    this.base = new BufferedInputStream(base, 1 << 16);
    this.out = out;
    this.deflater = new Deflater(level, true);
  }

  /**
   * Takes a block over from the base. Blocks come in their order.
   *
   * @param data what it holds; what was written last is what comes before it in the base
   */
  void block(long firstBit, long endBit, byte[] data, int length) throws IOException {
    endDeflating();
    int header = (int) read(firstBit, HEADER);
    out.write(header & NOT_LAST, HEADER);
    long from = firstBit + HEADER;
    if ((header & NOT_LAST) == STORED) {
      out.align();
      from = (from + Byte.SIZE - 1) / Byte.SIZE * Byte.SIZE;
    }
    copy(from, endBit);
    remember(data, 0, length);
  }

  /** Adds data. */
  void data(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    if (!deflating) {
      beginDeflating();
    }
    remember(bytes, offset, length);
    if (fresh.length - freshLength < length) {
      deflateFresh();
    }
    if (length >= fresh.length) {
      deflate(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, fresh, freshLength, length);
      freshLength += length;
    }
  }

  private void deflateFresh() throws IOException {
    deflate(fresh, 0, freshLength);
    freshLength = 0;
  }

  private void deflate(byte[] bytes, int offset, int length) throws IOException {
    deflater.setInput(bytes, offset, length);
    drain(Deflater.NO_FLUSH);
  }

  private void beginDeflating() throws IOException {
    if (!out.isAligned()) {
      writeEmptyStored();
    }
    deflater.reset();
    if (recentLength > 0) {
      int length = Math.min(recentLength, WINDOW);
      deflater.setDictionary(recent, recentLength - length, length);
    }
    deflating = true;
  }

  /** An empty block that is stored, and so ends with a byte. */
  private void writeEmptyStored() throws IOException {
    out.write(STORED, HEADER);
    out.align();
    out.write(0xffff0000L, Integer.SIZE);
  }

  private void endDeflating() throws IOException {
    if (deflating) {
      deflateFresh();
      drain(Deflater.SYNC_FLUSH);
      deflating = false;
    }
  }

  private void drain(int flush) throws IOException {
    int count;
    do {
      count = deflater.deflate(deflated, 0, deflated.length, flush);
      out.write(deflated, 0, count);
    } while (count == deflated.length);
  }

  /** Ends the stream. */
  void finish() throws IOException {
    endDeflating();
    out.write(EMPTY_LAST, EMPTY_LAST_SIZE);
    out.align();
    out.flush();
  }

  private void remember(byte[] bytes, int offset, int length) {
    int count = Math.min(length, WINDOW);
    if (recentLength + count > recent.length) {
      System.arraycopy(recent, recentLength - WINDOW, recent, 0, WINDOW);
      recentLength = WINDOW;
    }
    System.arraycopy(bytes, offset + length - count, recent, recentLength, count);
    recentLength += count;
  }

  private void copy(long firstBit, long endBit) throws IOException {
    long at = firstBit;
    int head = (int) Math.min(endBit - at, -at & (Byte.SIZE - 1));
    out.write(read(at, head), head);
    at += head;
    while (endBit - at >= Byte.SIZE) {
      int count = (int) Math.min((endBit - at) / Byte.SIZE, piece.length);
      skipTo(at / Byte.SIZE);
      readFully(count);
      out.write(piece, 0, count);
      at += (long) count * Byte.SIZE;
    }
    int tail = (int) (endBit - at);
    out.write(read(at, tail), tail);
  }

  /** Reads less than a byte of the base, which can begin in the last byte that was read. */
  private long read(long firstBit, int bits) throws IOException {
    long value = 0;
    for (int i = 0; i < bits; i++) {
      long bit = firstBit + i;
      if (bit / Byte.SIZE >= baseByte) {
        skipTo(bit / Byte.SIZE);
        readFully(1);
      }
      value |= (long) (lastRead >>> (bit % Byte.SIZE) & 1) << i;
    }
    return value;
  }

  private void skipTo(long position) throws IOException {
    try {
      base.skipNBytes(position - baseByte);
    } catch (EOFException e) {
      throw shrunk();
    }
    baseByte = position;
  }

  private void readFully(int count) throws IOException {
    if (base.readNBytes(piece, 0, count) < count) {
      throw shrunk();
    }
    baseByte += count;
    lastRead = piece[count - 1] & 0xff;
  }

  private static MalformedException shrunk() {
    return new MalformedException("the base is shorter than it was: it changed");
  }

  @Override
  public void close() {
    deflater.end();
  }
}
