// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import java.util.HexFormat;

/** Bytes as tests write them: hexadecimal, with blanks and line breaks where they help to read. */
public final class Hex {
  private Hex() {}

  /** The bytes of hexadecimal text; white space in it means nothing. */
  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  /** The hexadecimal text of bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
