// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;

/**
 * How large an object is.
 *
 * @param archived the size of its file in an archive repository, if it is there as such
 * @param unpacked the size of its data, of a symlink 0
 * @param target the length of the target of a symlink, 0 of everything else
 */
record StoredSizes(OptionalLong archived, long unpacked, long target) {
  private static final int MAX_HEADER = 1 << 20;

  /**
   * Reads the sizes of an object that is known to be sound.
   *
   * @throws org.ostreeupload.store.ObjectException if it is not there
   */
  static StoredSizes of(Repository repository, ObjectName name) throws IOException {
    if (name.type().isMetadata()) {
      long size = repository.objects().metadata(name).length();
      return new StoredSizes(OptionalLong.of(size), size, 0);
    }
    StoredContent content = repository.objects().content(name.checksum());
    try (InputStream in = content.source().open()) {
      int length = ByteBuffer.wrap(in.readNBytes(FileHeader.PREFIX_SIZE)).getInt();
      byte[] header = in.readNBytes(Math.clamp(length, 0, MAX_HEADER));
      if (header.length != length) {
        throw new EOFException("object " + name + " ends inside its header");
      }
      return switch (content.form()) {
        case ARCHIVE -> {
          FileHeader.Archived parsed = FileHeader.parseArchived(header);
          yield of(parsed.header(), OptionalLong.of(content.length()), parsed.size());
        }
        case PLAIN ->
            of(
                FileHeader.parse(header),
                OptionalLong.empty(),
                content.length() - FileHeader.PREFIX_SIZE - length);
      };
    }
  }

  private static StoredSizes of(FileHeader header, OptionalLong archived, long size) {
    int target = header.symlinkTarget().getBytes(StandardCharsets.UTF_8).length;
    return new StoredSizes(archived, header.isSymlink() ? 0 : size, target);
  }

  /** Says whether this is what a list of sizes says: for symlinks that is the target's length. */
  boolean isUnpacked(long claimed) {
    return claimed == unpacked || (target > 0 && claimed == target);
  }
}
