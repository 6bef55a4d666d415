// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A content object as a repository can give it without changing it.
 *
 * @param form what the bytes are
 * @param length how many bytes there are
 * @param source opens them from the first; the caller closes the stream
 */
public record StoredContent(Form form, long length, Source source) {
  /** The content object that an archive repository keeps in this file. */
  public static StoredContent ofArchiveFile(Path file) throws IOException {
    return new StoredContent(Form.ARCHIVE, Files.size(file), () -> Files.newInputStream(file));
  }

  /** How the bytes of a content object are laid out. */
  public enum Form {
    /** Header with size, and deflated data: the {@code .filez} of an archive repository. */
    ARCHIVE,
    /** Header and plain data: the bytes that the checksum is made over. */
    PLAIN
  }

  /** Opens the bytes of an object. */
  @FunctionalInterface
  public interface Source {
    /** Opens a new stream. */
    InputStream open() throws IOException;
  }
}
