// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * An object of the source repository in the form in which it is sent.
 *
 * @param name its name
 * @param content its bytes
 */
record SourceObject(ObjectName name, StoredContent content) {
  static SourceObject of(ObjectStore objects, ObjectName name) throws IOException {
    if (!name.type().isMetadata()) {
      return new SourceObject(name, objects.content(name.checksum()));
    }
    return new SourceObject(name, objects.metadata(name));
  }

  long length() {
    return content.length();
  }

  /**
   * Reads the object and checks it against its name, to tell a damaged source from a damaged
   * transfer.
   *
   * @throws ObjectException if it is damaged
   */
  void verify() throws IOException {
    Checksum found;
    try (InputStream in = content.source().open()) {
      boolean archive = !name.type().isMetadata() && content.form() == StoredContent.Form.ARCHIVE;
      found = archive ? archiveChecksum(in) : plainChecksum(in);
    } catch (MalformedException e) {
      throw ObjectException.damaged(name, e.rule());
    }
    if (!found.equals(name.checksum())) {
      throw ObjectException.damaged(name, "its bytes have the checksum " + found);
    }
  }

  private static Checksum archiveChecksum(InputStream in) throws IOException {
    try (ContentVerifier verifier = new ContentVerifier(Long.MAX_VALUE)) {
      byte[] piece = new byte[1 << 16];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        verifier.update(ByteBuffer.wrap(piece, 0, count));
      }
      return verifier.finish();
    }
  }

  private static Checksum plainChecksum(InputStream in) throws IOException {
    MessageDigest digest = Checksum.newDigest();
    byte[] piece = new byte[1 << 16];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      digest.update(piece, 0, count);
    }
    return Checksum.of(digest);
  }
}
