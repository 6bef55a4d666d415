// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirMeta;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** Reads whole objects to see whether they are what their names say. Safe for many threads. */
public final class Verification {
  private static final int PIECE = 1 << 16;

  private Verification() {}

  /**
   * Reads a stored content object and finds its checksum.
   *
   * @throws MalformedException if it is no valid content object
   */
  public static Checksum contentChecksum(StoredContent content) throws IOException {
    return checksum(content, () -> new ContentVerifier(Long.MAX_VALUE));
  }

  /**
   * Reads a stored content object and finds its checksum, whatever its header describes.
   *
   * @throws MalformedException if it is stored as no content object should be
   */
  static Checksum intactChecksum(StoredContent content) throws IOException {
    return checksum(content, ContentVerifier::ofAnyHeader);
  }

  private static Checksum checksum(StoredContent content, Supplier<ContentVerifier> verifiers)
      throws IOException {
    try (InputStream in = content.source().open()) {
      return switch (content.form()) {
        case ARCHIVE -> archiveChecksum(in, verifiers);
        case PLAIN -> plainChecksum(in);
      };
    }
  }

  private static Checksum archiveChecksum(InputStream in, Supplier<ContentVerifier> verifiers)
      throws IOException {
    try (ContentVerifier verifier = verifiers.get()) {
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        verifier.update(ByteBuffer.wrap(piece, 0, count));
      }
      return verifier.finish();
    }
  }

  private static Checksum plainChecksum(InputStream in) throws IOException {
    MessageDigest digest = Checksum.newDigest();
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      digest.update(piece, 0, count);
    }
    return Checksum.of(digest);
  }

  /**
   * Checks that a file holds the object of a name as an archive repository keeps it.
   *
   * @param maxContent how many bytes of data a content object may have; no more are inflated
   * @throws MalformedException saying why not
   */
  public static void requireFile(ObjectName name, Path file, long maxContent) throws IOException {
    if (name.type().isMetadata()) {
      requireMetadata(name, ObjectStore.readBounded(file));
      return;
    }
    StoredContent content = StoredContent.ofArchiveFile(file);
    requireChecksum(name, checksum(content, () -> new ContentVerifier(maxContent)));
  }

  /**
   * Checks that bytes are a valid metadata object of a name.
   *
   * @throws MalformedException saying why not
   */
  public static void requireMetadata(ObjectName name, byte[] bytes) throws MalformedException {
    requireChecksum(name, Checksum.ofBytes(bytes));
    requireValid(name.type(), bytes);
  }

  /**
   * Checks that what was found is what a name says.
   *
   * @throws MalformedException if it is not
   */
  public static void requireChecksum(ObjectName name, Checksum found) throws MalformedException {
    if (!found.equals(name.checksum())) {
      throw new MalformedException("its bytes have the checksum " + found);
    }
  }

  private static void requireValid(ObjectType type, byte[] bytes) throws MalformedException {
    switch (type) {
      case COMMIT -> Commit.parse(bytes);
      case DIRTREE -> DirTree.parse(bytes);
      case DIRMETA -> DirMeta.parse(bytes);
      case FILE -> throw new IllegalArgumentException("a content object is no metadata");
    }
  }
}
