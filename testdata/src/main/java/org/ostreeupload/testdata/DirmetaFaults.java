// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** Writes dirmetas with one fault each. Their names are true, except where that is it. */
final class DirmetaFaults {

  private DirmetaFaults() {}

  static String wrongName(Draft draft) throws IOException {
    String checksum = Sha256.hex("another dirmeta".getBytes(UTF_8));
    return publish(draft, draft.put(checksum, "dirmeta", Dirmeta.of(040700)));
  }

  static String noBytes(Draft draft) throws IOException {
    return publish(draft, new byte[0]);
  }

  static String extraByte(Draft draft) throws IOException {
    return xattrs(draft, new byte[1]);
  }

  static String mode(Draft draft, int mode) throws IOException {
    return publish(draft, Dirmeta.of(mode));
  }

  static String xattrs(Draft draft, Xattrs xattrs) throws IOException {
    return xattrs(draft, xattrs.toBytes());
  }

  static String missing(Draft draft) throws IOException {
    return publish(draft, Sha256.hex("nowhere".getBytes(UTF_8)));
  }

  private static String xattrs(Draft draft, byte[] xattrs) throws IOException {
    return publish(draft, Dirmeta.of(Dirmeta.PLAIN_DIRECTORY, xattrs));
  }

  private static String publish(Draft draft, byte[] dirmeta) throws IOException {
    return publish(draft, draft.put("dirmeta", dirmeta));
  }

  private static String publish(Draft draft, String checksum) throws IOException {
    draft.publishDirectory(draft.subtree(), checksum);
    return checksum + ".dirmeta";
  }
}
