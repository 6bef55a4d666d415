// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file system that is kept open, because Linux tells of a write that failed only to those who had
 * it open then. Holds one file descriptor. Thread-safe.
 */
public final class OpenFileSystem implements Closeable {
  private final Path directory;
  private final int descriptor;
  private boolean open = true; // guarded by this

  /** Opens the file system of a directory, which must be of the default Java file system. */
  public OpenFileSystem(Path directory) throws IOException {
    this.directory = directory;
    this.descriptor = Posix.openDirectory(directory);
  }

  /**
   * Makes everything that was written to it durable.
   *
   * @throws IOException if that fails, or if some write has failed since this was opened or synced
   * @throws IllegalStateException if this is closed
   */
  public synchronized void sync() throws IOException {
    if (!open) {
      throw new IllegalStateException("the file system of " + directory + " is closed");
    }
    Posix.syncFileSystem(descriptor, directory);
  }

  @Override
  public synchronized void close() throws IOException {
    if (open) {
      open = false;
      Posix.close(descriptor, directory);
    }
  }
}
