// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** How operations fail from some point on. */
public enum FailureMode {
  /** Whatever changes something fails for good, as on a disk that broke. */
  BROKEN("Input/output error"),
  /** One operation fails, and all is well afterwards. */
  ONCE("Input/output error"),
  /** What needs space fails for good: making files, directories and links, and writing. */
  FULL("No space left on device");

  private final String message;

  FailureMode(String message) {
    this.message = message;
  }

  /** Says whether an operation that may need space fails. */
  boolean concerns(boolean needsSpace) {
    return needsSpace || this != FULL;
  }

  /** What an operation on a path throws. */
  FileSystemException of(Path path) {
    return new FileSystemException(path.toString(), null, message);
  }

  /** What an operation on an open file throws. */
  IOException ofOpenFile() {
    return new IOException(message);
  }
}
