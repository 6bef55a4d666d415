// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/**
 * What tells one version of a file from the next without reading it. Immutable.
 *
 * @param modified when it was last written, by the clock of the file system
 * @param size in bytes
 * @param inode identifies the file under the name
 */
record FileStamp(Instant modified, long size, String inode) {
  private static final FileStamp NONE = new FileStamp(Instant.EPOCH, -1, "");

  // Coarser than the clock of any file system in use.
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  /** The stamp of what is there now; one of its own if there is nothing, or nothing to be seen. */
  static FileStamp of(Path path) {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      return new FileStamp(
          file.lastModifiedTime().toInstant(), file.size(), String.valueOf(file.fileKey()));
    } catch (IOException e) {
      return NONE;
    }
  }

  /** Whether the file may be written once more after that instant and get the same stamp. */
  boolean isFreshAt(Instant instant) {
    return instant.isBefore(modified.plus(CLOCK_STEP));
  }
}
