// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ostreeupload.store.DurableFiles;

/**
 * Copies of data sets in memory, so that reading them costs every contender the same, and nobody
 * can link to them. Not thread-safe.
 */
final class TmpfsCopy implements AutoCloseable {
  private static final Path TMPFS = Path.of("/dev/shm");

  private final Path directory;
  private final Map<Path, Path> copies = new HashMap<>();

  private TmpfsCopy(Path directory) {
    this.directory = directory;
  }

  static TmpfsCopy create() throws IOException {
    return new TmpfsCopy(Files.createTempDirectory(TMPFS, "ostree-upload-bench-"));
  }

  /** The copy of a data set. */
  Path of(Path original) throws IOException, InterruptedException {
    Path copy = copies.get(original);
    if (copy == null) {
      copy = directory.resolve(original.getFileName());
      if (new ProcessBuilder("cp", "-a", original + "", copy + "").start().waitFor() != 0) {
        throw new IOException("copying " + original + " to " + copy + " failed");
      }
      copies.put(original, copy);
    }
    return copy;
  }

  @Override
  public void close() throws IOException {
    DurableFiles.deleteTree(directory);
  }
}
