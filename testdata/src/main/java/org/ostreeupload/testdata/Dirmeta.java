// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

/** Writes a dirmeta of owner 0:0. */
final class Dirmeta {

  static final int PLAIN_DIRECTORY = 040755;

  private Dirmeta() {}

  static byte[] of(int mode) {
    return of(mode, Xattrs.NONE);
  }

  static byte[] of(int mode, byte[] xattrs) {
    return new Tuple()
        .fixed(4, Bytes.bigEndian(0))
        .fixed(4, Bytes.bigEndian(0))
        .fixed(4, Bytes.bigEndian(mode))
        .variable(1, xattrs)
        .toBytes();
  }
}
