// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.object.Checksum;

/**
 * What comes out of a content object when it is read to its end.
 *
 * @param length how many bytes came
 * @param checksum the name that they are worth
 */
record Reading(long length, Checksum checksum) {
  static Reading of(StoredContent content) throws IOException {
    try (InputStream in = content.source().open()) {
      byte[] bytes = in.readAllBytes();
      Checksum checksum =
          switch (content.form()) {
            case ARCHIVE -> verified(bytes);
            case PLAIN -> digest(bytes);
          };
      return new Reading(bytes.length, checksum);
    }
  }

  private static Checksum verified(byte[] bytes) throws IOException {
    try (ContentVerifier verifier = new ContentVerifier(1 << 30)) {
      verifier.update(ByteBuffer.wrap(bytes));
      return verifier.finish();
    }
  }

  /** The plain form is what the checksum is made over: no code of the product comes between. */
  private static Checksum digest(byte[] bytes) {
    MessageDigest sha256 = Checksum.newDigest();
    sha256.update(bytes);
    return Checksum.of(sha256);
  }
}
