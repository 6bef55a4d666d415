// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.ostreeupload.testdata.crash.Operation.Slot;

/**
 * Finds the inodes of real paths. It holds the names as they are now, and bytes as they were first.
 * Not thread-safe.
 */
final class LiveTree {
  private final Path root;
  private final DiskImage image;

  /** Begins with what is in a real directory. */
  LiveTree(Path root, DiskImage image) throws IOException {
    this.root = root.toRealPath();
    this.image = image;
  }

  /** A path as messages show it. */
  String describe(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (absolute.equals(root)) {
      return ".";
    }
    return absolute.startsWith(root) ? root.relativize(absolute).toString() : absolute.toString();
  }

  /**
   * The name that a path ends in, whether it is there or not.
   *
   * @throws IllegalArgumentException if it is not below the root
   */
  Slot slot(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path parent = requireNonNull(absolute.getParent(), "the root of the file system");
    return new Slot(inode(parent), requireNonNull(absolute.getFileName()).toString());
  }

  /**
   * The inode of an existing path, symlinks followed.
   *
   * @throws IllegalArgumentException if it is not below the root
   */
  int inode(Path path) throws IOException {
    return find(path)
        .orElseThrow(() -> new IllegalArgumentException(path + " is not below " + root));
  }

  /** The inode that a name stands for, which must be there. */
  int inode(Slot slot, Path path) {
    return image.find(slot).orElseThrow(() -> new IllegalStateException(unknown(path)));
  }

  /** Says whether an inode has a name. */
  boolean isNamed(Slot slot, int inode) {
    OptionalInt found = image.find(slot);
    return found.isPresent() && found.getAsInt() == inode;
  }

  /** The inode of an existing path, symlinks followed; none if it is not below the root. */
  OptionalInt find(Path path) throws IOException {
    Path real = path.toRealPath();
    if (!real.startsWith(root)) {
      return OptionalInt.empty();
    }
    int inode = DiskImage.ROOT;
    if (!real.equals(root)) {
      for (Path name : root.relativize(real)) {
        inode = inode(new Slot(inode, name.toString()), real);
      }
    }
    return OptionalInt.of(inode);
  }

  private static String unknown(Path path) {
    return path + " was not made through this file system";
  }

  /** Adds an inode, as yet without a name. */
  int add(Inode inode) {
    return image.add(inode);
  }

  /** Keeps the names up to date. */
  void apply(Operation.Entry operation) {
    image.apply(operation, Arrival.WHOLE);
  }
}
