// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;

/**
 * Turns the content form of an object, piece by piece, into its archive form, and computes its
 * checksum: the content form is its header behind a prefix, then its data.
 *
 * <p>Not thread-safe. {@link #close} frees native memory.
 */
public final class PlainReceiver implements AutoCloseable {
  private final HeaderCollector collector = new HeaderCollector();
  private final OutputStream out;
  private final int level;
  private final byte[] piece = new byte[1 << 14];
  private long left;
  private @Nullable ArchiveWriter writer;

  /**
   * Begins an object.
   *
   * @param length how many bytes of the content form will come
   * @param level the deflate level, 1 to 9
   * @param out where the archive form goes
   */
  public PlainReceiver(long length, int level, OutputStream out) {
    this.left = length;
    this.level = level;
    this.out = out;
  }

  /**
   * Takes the next bytes, all that remain in the buffer.
   *
   * @throws MalformedException as soon as they cannot be the bytes of a valid object
   */
  public void update(ByteBuffer input) throws IOException {
    left -= input.remaining();
    if (left < 0) {
      throw new MalformedException("object is longer than announced");
    }
    ArchiveWriter target = writer;
    if (target == null) {
      if (!collector.collect(input)) {
        return;
      }
      FileHeader header = FileHeader.parse(collector.header());
      long size = left + input.remaining();
      if (header.isSymlink() && size > 0) {
        throw new MalformedException("symlink with data behind its header");
      }
      target = new ArchiveWriter(header, size, level, out);
      writer = target;
    }
    while (input.hasRemaining()) {
      int count = Math.min(piece.length, input.remaining());
      input.get(piece, 0, count);
      target.write(piece, 0, count);
    }
  }

  /**
   * Ends the object and returns its checksum.
   *
   * @throws MalformedException if bytes are missing
   */
  public Checksum finish() throws IOException {
    ArchiveWriter target = writer;
    if (target == null) {
      throw new MalformedException("object ends inside its header");
    }
    return target.finish();
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
  }
}
