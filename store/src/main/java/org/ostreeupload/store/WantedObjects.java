// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/**
 * The objects that a repository should have, and lacks or has damaged. Pushers are told that they
 * are missing, and the next push that has one puts it in place.
 *
 * <p>Each is an empty file, named as the object, so that any program can add one while another is
 * using the repository. Memory: an entry for each. Thread-safe. Source: docs/DESIGN.md, "Healing".
 */
public final class WantedObjects {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path directory;
  private volatile Listed listed;
  private volatile boolean outdated; // something was added or removed here since

  /**
   * What the directory held, when it last changed, whether it had been quiet, and when we looked.
   */
  private record Listed(
      Set<ObjectName> objects, Optional<FileTime> changed, boolean settled, long looked) {}

  WantedObjects(Path directory) {
    this.directory = directory;
    this.listed = new Listed(Set.of(), Optional.empty(), false, System.nanoTime() - FRESH_NANOS);
  }

  /** Says whether an object is wanted; what other programs added is noticed within a second. */
  public boolean contains(ObjectName name) throws IOException {
    Listed current = listed;
    if (outdated || System.nanoTime() - current.looked >= FRESH_NANOS) {
      current = look();
    }
    return current.objects.contains(name);
  }

  /** All that are wanted now. */
  public Set<ObjectName> all() throws IOException {
    return look().objects;
  }

  /** Adds an object; one that is wanted already stays so. */
  public void add(ObjectName name) throws IOException {
    Files.createDirectories(directory);
    try {
      Files.createFile(file(name));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    outdated = true;
  }

  /** Removes an object: it is there now, and whole. */
  public void remove(ObjectName name) throws IOException {
    if (Files.deleteIfExists(file(name))) {
      outdated = true;
    }
  }

  private Path file(ObjectName name) {
    return directory.resolve(name.toString());
  }

  private synchronized Listed look() throws IOException {
    long now = System.nanoTime();
    Listed before = listed;
    boolean sure = !outdated;
    outdated = false;
    Optional<FileTime> changed = lastChange();
    // Two changes can have the same time, so only a time that had passed tells that none followed.
    if (sure && before.settled && changed.equals(before.changed)) {
      listed = new Listed(before.objects, changed, true, now);
    } else {
      boolean settled =
          changed.isEmpty()
              || changed.get().toMillis() + TimeUnit.NANOSECONDS.toMillis(FRESH_NANOS)
                  < System.currentTimeMillis();
      listed = new Listed(changed.isEmpty() ? Set.of() : read(), changed, settled, now);
    }
    return listed;
  }

  private Optional<FileTime> lastChange() throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(directory));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Set<ObjectName> read() throws IOException {
    Set<ObjectName> objects = new HashSet<>();
    try {
      for (Path entry : Directories.list(directory)) {
        objects.add(ObjectName.parse(String.valueOf(entry.getFileName())));
      }
    } catch (MalformedException e) {
      throw new RepositoryException(
          directory + " holds a file that names no object: " + e.getMessage(), e);
    }
    return Set.copyOf(objects);
  }
}
