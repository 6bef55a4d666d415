// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Random;
import java.util.zip.Deflater;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.Xattrs;

/** Content objects put together by hand, right or wrong, and ways to feed them. */
final class ArchiveForm {
  static final FileHeader FILE = new FileHeader(0, 0, 0100644, "", Xattrs.NONE);
  static final FileHeader SYMLINK = new FileHeader(0, 0, 0120777, "target", Xattrs.NONE);

  private ArchiveForm() {}

  /** Something that takes bytes in pieces. */
  interface Sink<E extends Exception> {
    void update(ByteBuffer piece) throws E;
  }

  static byte[] of(FileHeader header, byte[] data) {
    return of(header, data.length, deflate(data, true));
  }

  static byte[] of(FileHeader header, long claimedSize, byte[] deflated) {
    return join(header.toArchiveBytes(claimedSize), deflated);
  }

  static byte[] deflate(byte[] data, boolean raw) {
    Deflater deflater = new Deflater(6, raw);
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] piece = new byte[1 << 12];
      while (!deflater.finished()) {
        out.write(piece, 0, deflater.deflate(piece));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** The checksum by its definition: over the content form of the header and the data. */
  static Checksum checksum(FileHeader header, byte[] data) {
    MessageDigest digest = Checksum.newDigest();
    digest.update(header.toContentBytes());
    digest.update(data);
    return Checksum.of(digest);
  }

  static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Feeds the bytes in pieces of random sizes, from a buffer that is used again for each. */
  static <E extends Exception> void feed(byte[] bytes, Random sizes, int largest, Sink<E> sink)
      throws E {
    ByteBuffer piece = ByteBuffer.allocate(largest);
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, sizes.nextInt(largest + 1));
      piece.clear().put(bytes, at, count).flip();
      sink.update(piece);
      at += count;
    }
  }
}
