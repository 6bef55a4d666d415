// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.Deflater;

/** The header of a content object, from which its name and its stored bytes are made. */
final class ContentObject {

  static final int PLAIN_FILE = 0100644;
  static final int SYMLINK = 0120777;

  private static final byte[] NO_TARGET = {0};
  private static final int UID = 0;
  private static final int GID = 0;

  private final int mode;
  private final int rdev;
  private final byte[] target;
  private final byte[] xattrs;

  private ContentObject(int mode, int rdev, byte[] target, byte[] xattrs) {
    this.mode = mode;
    this.rdev = rdev;
    this.target = target;
    this.xattrs = xattrs;
  }

  static ContentObject file() {
    return new ContentObject(PLAIN_FILE, 0, NO_TARGET, Xattrs.NONE);
  }

  static ContentObject symlink(byte[] target) {
    return new ContentObject(SYMLINK, 0, Gvariant.string(target), Xattrs.NONE);
  }

  ContentObject withMode(int newMode) {
    return new ContentObject(newMode, rdev, target, xattrs);
  }

  ContentObject withRdev(int newRdev) {
    return new ContentObject(mode, newRdev, target, xattrs);
  }

  ContentObject withTarget(String newTarget) {
    return new ContentObject(mode, rdev, Gvariant.string(newTarget), xattrs);
  }

  ContentObject withXattrs(byte[] newXattrs) {
    return new ContentObject(mode, rdev, target, newXattrs);
  }

  /** The checksum that names the object when it holds {@code payload}. */
  String checksum(byte[] payload) {
    MessageDigest digest = startChecksum();
    digest.update(payload);
    return Sha256.hex(digest);
  }

  /** A digest that has seen the header; the payload has to follow. */
  MessageDigest startChecksum() {
    MessageDigest digest = Sha256.digest();
    digest.update(prefixed(members(new Tuple())));
    return digest;
  }

  /** The header as archive mode stores it, without the eight bytes in front. */
  byte[] header(long size) {
    return members(new Tuple().fixed(8, Bytes.bigEndian(size)));
  }

  /** A whole {@code .filez} with {@code payload} deflated. */
  byte[] filez(byte[] payload) {
    return Bytes.join(prefixed(header(payload.length)), deflate(payload));
  }

  /** A whole {@code .filez} of a symlink, which is nothing but the header. */
  byte[] filez() {
    return prefixed(header(0));
  }

  private byte[] members(Tuple tuple) {
    return tuple
        .fixed(4, Bytes.bigEndian(UID))
        .fixed(4, Bytes.bigEndian(GID))
        .fixed(4, Bytes.bigEndian(mode))
        .fixed(4, Bytes.bigEndian(rdev))
        .variable(1, target)
        .variable(1, xattrs)
        .toBytes();
  }

  /** {@code header} behind its length and four zeros. */
  static byte[] prefixed(byte[] header) {
    return Bytes.join(Bytes.bigEndian(header.length), Bytes.bigEndian(0), header);
  }

  /** A raw deflate stream of {@code payload}. */
  static byte[] deflate(byte[] payload) {
    return deflate(payload, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
  }

  /** What {@code deflater}, which is ended, makes of {@code payload}. */
  static byte[] deflate(byte[] payload, Deflater deflater) {
    try {
      deflater.setInput(payload);
      deflater.finish();
      Bytes deflated = new Bytes();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        deflated.add(Arrays.copyOf(buffer, deflater.deflate(buffer)));
      }
      return deflated.toBytes();
    } finally {
      deflater.end();
    }
  }
}
