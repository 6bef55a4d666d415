// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checks of large objects between two pieces, by their files. Memory: some 120 KiB for each of
 * a few; of more objects than that the rest is checked when they are whole. Thread-safe.
 */
final class RunningChecks {
  private static final int MOST = 32;

  private final Map<Path, RunningCheck> waiting = new LinkedHashMap<>(); // guarded by itself

  /** The check that was kept for a file, if any. The caller closes it, or has it kept again. */
  @Nullable RunningCheck take(Path file) {
    synchronized (waiting) {
      return waiting.remove(file);
    }
  }

  /** Keeps a check until the next piece of the file comes; the oldest gives way if need be. */
  void keep(Path file, RunningCheck check) {
    synchronized (waiting) {
      waiting.put(file, check);
      if (waiting.size() > MOST) {
        Iterator<RunningCheck> oldest = waiting.values().iterator();
        oldest.next().close();
        oldest.remove();
      }
    }
  }

  /** Closes those of the files below a directory. */
  void forget(Path directory) {
    synchronized (waiting) {
      waiting
          .entrySet()
          .removeIf(
              entry -> {
                boolean below = entry.getKey().startsWith(directory);
                if (below) {
                  entry.getValue().close();
                }
                return below;
              });
    }
  }
}
