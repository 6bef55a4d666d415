// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes bits, the lowest of each byte first, as deflate has them. Not thread-safe; gives what it
 * has to the target piece by piece, and the rest with {@link #flush}.
 */
final class Bits {
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final PatchedObject.Target target;
  private long open; // the bits of the byte that is not full yet
  private int count; // how many they are, 0 to 7

  Bits(PatchedObject.Target target) {
    this.target = target;
  }

  /** Writes the lowest bits of a value that has no others, at most 32. */
  void write(long value, int bits) throws IOException {
    open |= value << count;
    count += bits;
    require(Integer.BYTES + 1);
    while (count >= Byte.SIZE) {
      buffer.put((byte) open);
      open >>>= Byte.SIZE;
      count -= Byte.SIZE;
    }
  }

  /** Writes whole bytes, wherever the last bit ended. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    while (source.hasRemaining()) {
      require(Long.BYTES);
      int room = Math.min(source.remaining(), buffer.remaining());
      if (count == 0) {
        buffer.put(source.slice(source.position(), room));
        source.position(source.position() + room);
      } else {
        shift(source, room);
      }
    }
  }

  private void shift(ByteBuffer source, int length) {
    int left = length;
    for (; left >= Long.BYTES; left -= Long.BYTES) {
      long value = source.getLong();
      buffer.putLong(open | value << count);
      open = value >>> (Long.SIZE - count);
    }
    for (; left > 0; left--) {
      int value = source.get() & 0xff;
      buffer.put((byte) (open | value << count));
      open = (long) value >>> (Byte.SIZE - count);
    }
  }

  /** Fills the last byte with zeros. */
  void align() throws IOException {
    if (count > 0) {
      write(0, Byte.SIZE - count);
    }
  }

  /** Says whether the last byte is full. */
  boolean isAligned() {
    return count == 0;
  }

  private void require(int room) throws IOException {
    if (buffer.remaining() < room) {
      flush();
    }
  }

  /** Gives all whole bytes to the target. */
  void flush() throws IOException {
    buffer.flip();
    target.write(buffer);
    buffer.clear();
  }
}
