// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A program that inflates one stored content object and hashes its data, in one thread: the least
 * that anybody has to do who verifies it.
 */
final class InflateAndHash {
  private InflateAndHash() {}

  /** Takes the file of the object. */
  public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]));
        DataInputStream head = new DataInputStream(file)) {
      int size = head.readInt();
      head.skipNBytes(Integer.BYTES + size);
      byte[] piece = new byte[1 << 16];
      InputStream data = new InflaterInputStream(file, new Inflater(true), 1 << 16);
      for (int count = data.read(piece); count >= 0; count = data.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    System.out.println(HexFormat.of().formatHex(digest.digest()));
  }
}
