// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.config.MinFreeSpace;

/**
 * The space of the disk that a repository is on: what may be used of it, and what has been set
 * aside. Thread-safe. Source: docs/DESIGN.md, "Disk space".
 */
public final class DiskSpace {
  // Asking the system about every small file would cost more than writing it.
  private static final long UNASKED = 1 << 20;

  private final Path directory;
  private final MinFreeSpace minFree;

  private volatile @Nullable FileStore store;
  private long setAside; // guarded by this

  DiskSpace(Path directory, MinFreeSpace minFree) {
    this.directory = directory;
    this.minFree = minFree;
  }

  /** Space that one writer has set aside and has not used yet; none at first. Thread-safe. */
  public final class Reservation implements AutoCloseable {
    private long left; // guarded by DiskSpace.this
    private long unasked = UNASKED; // guarded by DiskSpace.this

    private Reservation() {}

    /**
     * Sets space aside, in the place of what is left of what was set aside before.
     *
     * @throws DiskFullException if there is not as much
     */
    public void reserve(long bytes) throws IOException {
      synchronized (DiskSpace.this) {
        long others = setAside - left;
        long usable = usable() - others;
        if (bytes > usable) {
          throw new DiskFullException(
              "%,d bytes are needed on the disk of the repository and %,d can be used"
                      .formatted(bytes, Math.max(0, usable))
                  + (others == 0 ? "" : ", as other pushes have set %,d aside".formatted(others)));
        }
        setAside = others + bytes;
        left = bytes;
      }
    }

    /**
     * Takes note that bytes are about to be written: of what was set aside as far as that goes.
     *
     * @throws DiskFullException if they would use what must stay free or what others have set aside
     */
    public void use(long bytes) throws IOException {
      synchronized (DiskSpace.this) {
        long reserved = Math.min(bytes, left);
        left -= reserved;
        setAside -= reserved;
        unasked += bytes;
        if (unasked < UNASKED) {
          return;
        }
        unasked = 0;
        if (bytes > usable() - setAside) {
          unasked = UNASKED;
          throw new DiskFullException(
              "the disk of the repository is full: %,d bytes have to stay free"
                  .formatted(minFree.bytes(store().getTotalSpace())));
        }
      }
    }

    /** Gives back what is left. */
    @Override
    public void close() {
      synchronized (DiskSpace.this) {
        setAside -= left;
        left = 0;
      }
    }
  }

  /** Begins to set space aside for one writer. */
  public Reservation begin() {
    return new Reservation();
  }

  private long usable() throws IOException {
    FileStore store = store();
    return store.getUsableSpace() - minFree.bytes(store.getTotalSpace());
  }

  /** The file system, which is not looked for twice: that reads the table of all mounts. */
  private FileStore store() throws IOException {
    FileStore known = store;
    if (known == null) {
      known = Files.getFileStore(directory);
      store = known;
    }
    return known;
  }
}
