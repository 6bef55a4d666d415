// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells one tree from another: the start of a SHA-256 over all paths, types, bytes and targets.
 *
 * @param high the first eight bytes
 * @param low the next eight bytes
 */
record TreeDigest(long high, long low) {
  /** The digest of a whole tree. */
  static TreeDigest of(DiskImage image) {
    MessageDigest digest = sha256();
    image.walk(
        (path, inode) -> {
          digest.update(path.getBytes(UTF_8));
          digest.update((byte) 0);
          digest.update(inode.fingerprint());
        });
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    return new TreeDigest(bytes.getLong(), bytes.getLong());
  }

  /** Tells some bytes from any others. */
  static byte[] fingerprint(char type, byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update((byte) type);
    return digest.digest(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
