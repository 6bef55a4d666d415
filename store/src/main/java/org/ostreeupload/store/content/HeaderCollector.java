// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.FileHeader;

/**
 * Collects the prefix and the header that both forms begin with, from pieces of any size. Not
 * thread-safe.
 */
public final class HeaderCollector {
  /** The greatest size of a header: room for every extended attribute that a file can have. */
  static final int MAX_SIZE = 1 << 20;

  private ByteBuffer buffer = ByteBuffer.allocate(FileHeader.PREFIX_SIZE);
  private boolean prefixRead;

  /** Reads prefix and header from a stream, and no more; returns the header. */
  public static byte[] read(InputStream in) throws IOException {
    HeaderCollector collector = new HeaderCollector();
    boolean whole = false;
    while (!whole) {
      byte[] bytes = in.readNBytes(collector.buffer.remaining());
      if (bytes.length == 0) {
        throw new MalformedException("object ends inside its header");
      }
      whole = collector.collect(ByteBuffer.wrap(bytes));
    }
    return collector.header();
  }

  /** Takes what it needs from the input; says whether the header is whole. */
  boolean collect(ByteBuffer input) throws MalformedException {
    fill(input);
    if (buffer.hasRemaining()) {
      return false;
    }
    if (!prefixRead) {
      buffer = ByteBuffer.allocate(headerSize(buffer.flip()));
      prefixRead = true;
      fill(input);
    }
    return !buffer.hasRemaining();
  }

  private void fill(ByteBuffer input) {
    int count = Math.min(input.remaining(), buffer.remaining());
    buffer.put(input.slice(input.position(), count));
    input.position(input.position() + count);
  }

  private static int headerSize(ByteBuffer prefix) throws MalformedException {
    int size = prefix.getInt();
    if (size <= 0 || size > MAX_SIZE) {
      throw new MalformedException(
          "file header claims " + Integer.toUnsignedString(size) + " bytes, 1 to 1048576 can be");
    }
    if (prefix.getInt() != 0) {
      throw new MalformedException("padding before the file header is not zero");
    }
    return size;
  }

  /** The header without its prefix. */
  byte[] header() {
    return buffer.array();
  }
}
