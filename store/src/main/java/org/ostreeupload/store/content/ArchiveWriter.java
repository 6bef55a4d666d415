// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.zip.Deflater;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;

/**
 * Writes one content object in archive form and computes its checksum.
 *
 * <p>Give it the data with {@link #write}, then ask {@link #finish}. Not thread-safe. It does not
 * close the stream below; {@link #close} frees native memory.
 */
public final class ArchiveWriter implements AutoCloseable {
  private final FileHeader header;
  private final OutputStream out;
  private final MessageDigest digest = Checksum.newDigest();
  private final Deflater deflater;
  private final byte[] deflated = new byte[1 << 15];
  private long left;

  /**
   * Begins an object.
   *
   * @param size how many bytes of data will come; 0 for a symlink
   * @param level the deflate level, 1 to 9
   */
  public ArchiveWriter(FileHeader header, long size, int level, OutputStream out)
      throws IOException {
    if (size < 0 || (header.isSymlink() && size != 0)) {
      throw new IllegalArgumentException("size " + size);
    }
    this.header = header;
    this.out = out;
    this.left = size;
    this.deflater = new Deflater(level, true);
    digest.update(header.toContentBytes());
    out.write(header.toArchiveBytes(size));
  }

  /**
   * Writes the next bytes of data.
   *
   * @throws MalformedException if they are more than were announced
   */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > left) {
      throw new MalformedException("more data than announced");
    }
    left -= length;
    digest.update(bytes, offset, length);
    deflater.setInput(bytes, offset, length);
    drain();
  }

  private void drain() throws IOException {
    int count = deflater.deflate(deflated);
    while (count > 0) {
      out.write(deflated, 0, count);
      count = deflater.deflate(deflated);
    }
  }

  /**
   * Ends the object and returns its checksum.
   *
   * @throws MalformedException if fewer bytes came than were announced
   */
  public Checksum finish() throws IOException {
    if (left > 0) {
      throw new MalformedException("data ends " + left + " bytes too early");
    }
    if (!header.isSymlink()) {
      deflater.finish();
      drain();
    }
    return Checksum.of(digest);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
