// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ostreeupload.testdata.ContentObject.deflate;
import static org.ostreeupload.testdata.ContentObject.prefixed;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Writes content objects with one fault each. Their names are true, except where that is it. */
final class FileFaults {

  private static final byte[] PAYLOAD =
      "Some other line of quite plain text.\n".repeat(40).getBytes(UTF_8);
  private static final byte[] NOTHING = {};
  private static final ContentObject FILE = ContentObject.file();
  private static final int MEBIBYTE = 1 << 20;
  private static final int BOMB_MEBIBYTES = 512;

  private FileFaults() {}

  static String flippedByte(Draft draft) throws IOException {
    byte[] flipped = PAYLOAD.clone();
    flipped[flipped.length / 2] ^= 1;
    return stored(draft, FILE.filez(flipped));
  }

  static String noBytes(Draft draft) throws IOException {
    return stored(draft, NOTHING);
  }

  static String truncated(Draft draft) throws IOException {
    byte[] whole = FILE.filez(PAYLOAD);
    return stored(draft, Arrays.copyOf(whole, whole.length - 8));
  }

  /** All of the payload inflates, but no block says that it is the last. */
  static String unfinished(Draft draft) throws IOException {
    return stored(draft, filez(FILE.header(PAYLOAD.length), flushed(PAYLOAD)));
  }

  static String emptyWithoutStream(Draft draft) throws IOException {
    return publish(draft, FILE.withMode(0100600), NOTHING, FILE.withMode(0100600).filez());
  }

  static String trailingBytes(Draft draft) throws IOException {
    return stored(draft, Bytes.join(FILE.filez(PAYLOAD), "trailing".getBytes(UTF_8)));
  }

  static String zlibWrapped(Draft draft) throws IOException {
    byte[] wrapped = deflate(PAYLOAD, new Deflater(Deflater.DEFAULT_COMPRESSION, false));
    return stored(draft, filez(FILE.header(PAYLOAD.length), wrapped));
  }

  /** The header claims {@code surplus} bytes more than there are. */
  static String sizeOffBy(Draft draft, int surplus) throws IOException {
    return claimedSize(draft, PAYLOAD.length + (long) surplus);
  }

  /** The header claims {@code size} bytes, whatever the payload. */
  static String claimedSize(Draft draft, long size) throws IOException {
    return stored(draft, filez(FILE.header(size), deflate(PAYLOAD)));
  }

  /**
   * Half a gigabyte of zeros behind a claim of ten. Full flushes make the blocks of one mebibyte
   * alike, so one is deflated and the rest are copies.
   */
  static String bomb(Draft draft) throws IOException {
    byte[] zeros = new byte[MEBIBYTE];
    byte[] block = flushed(zeros);
    MessageDigest checksum = FILE.startChecksum();
    Bytes stream = new Bytes().add(prefixed(FILE.header(10)));
    for (int i = 0; i < BOMB_MEBIBYTES; i++) {
      checksum.update(zeros);
      stream.add(block);
    }
    return stored(draft, Sha256.hex(checksum), stream.add(deflate(NOTHING)).toBytes());
  }

  /** The first four bytes say {@code length}, whatever the length of the header. */
  static String headerLength(Draft draft, int length) throws IOException {
    byte[] filez = FILE.filez(PAYLOAD);
    System.arraycopy(Bytes.bigEndian(length), 0, filez, 0, Integer.BYTES);
    return stored(draft, filez);
  }

  static String shortPrefix(Draft draft) throws IOException {
    return stored(draft, Arrays.copyOf(FILE.filez(PAYLOAD), 5));
  }

  static String paddingNotZero(Draft draft) throws IOException {
    byte[] filez = FILE.filez(PAYLOAD);
    filez[7] = 1;
    return stored(draft, filez);
  }

  /** One zero byte in the place of the empty list of attributes. */
  static String headerExtraByte(Draft draft) throws IOException {
    return withXattrs(draft, new byte[1]);
  }

  /** The offset in the header points behind it. */
  static String headerBadOffset(Draft draft) throws IOException {
    byte[] header = FILE.header(PAYLOAD.length);
    header[header.length - 1] = (byte) 0xf0;
    return stored(draft, filez(header, deflate(PAYLOAD)));
  }

  static String device(Draft draft) throws IOException {
    byte[] filez = FILE.withRdev(0x0103).filez(PAYLOAD);
    return stored(draft, filez);
  }

  static String mode(Draft draft, int mode) throws IOException {
    ContentObject object = FILE.withMode(mode);
    return publish(draft, object, PAYLOAD, object.filez(PAYLOAD));
  }

  static String xattrs(Draft draft, Xattrs xattrs) throws IOException {
    return withXattrs(draft, xattrs.toBytes());
  }

  static String regularFileWithTarget(Draft draft) throws IOException {
    return stored(draft, FILE.withTarget("target").filez(PAYLOAD));
  }

  static String symlinkWithPayload(Draft draft) throws IOException {
    ContentObject symlink = ContentObject.symlink("damaged".getBytes(UTF_8));
    byte[] filez = filez(symlink.header(0), deflate(PAYLOAD));
    return publish(draft, symlink, NOTHING, filez);
  }

  static String symlinkTo(Draft draft, byte[] target) throws IOException {
    ContentObject symlink = ContentObject.symlink(target);
    return publish(draft, symlink, NOTHING, symlink.filez());
  }

  static String missing(Draft draft) throws IOException {
    String checksum = FILE.checksum("nowhere".getBytes(UTF_8));
    draft.publishFile(checksum);
    return checksum + ".filez";
  }

  private static String withXattrs(Draft draft, byte[] xattrs) throws IOException {
    ContentObject object = FILE.withXattrs(xattrs);
    return publish(draft, object, PAYLOAD, object.filez(PAYLOAD));
  }

  /** Stores {@code filez} under the name of a plain file holding {@link #PAYLOAD}. */
  private static String stored(Draft draft, byte[] filez) throws IOException {
    return stored(draft, FILE.checksum(PAYLOAD), filez);
  }

  private static String publish(Draft draft, ContentObject named, byte[] payload, byte[] filez)
      throws IOException {
    return stored(draft, named.checksum(payload), filez);
  }

  private static String stored(Draft draft, String checksum, byte[] filez) throws IOException {
    draft.publishFile(draft.put(checksum, "filez", filez));
    return checksum + ".filez";
  }

  private static byte[] filez(byte[] header, byte[] deflated) {
    return Bytes.join(prefixed(header), deflated);
  }

  /** {@code payload} deflated up to a full flush: whole bytes, and no last block. */
  private static byte[] flushed(byte[] payload) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(payload);
      byte[] buffer = new byte[64 * 1024];
      int length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
      return Arrays.copyOf(buffer, length);
    } finally {
      deflater.end();
    }
  }
}
