// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A growing row of bytes. */
final class Bytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes add(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes add(int single) {
    out.write(single);
    return this;
  }

  /** Adds zeros until the size is a multiple of {@code alignment}. */
  Bytes pad(int alignment) {
    while (out.size() % alignment != 0) {
      out.write(0);
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    Bytes bytes = new Bytes();
    for (byte[] part : parts) {
      bytes.add(part);
    }
    return bytes.toBytes();
  }

  static byte[] bigEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  static byte[] bigEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
