// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

/** The parts of a Unix {@code st_mode} that objects record. */
public final class FileMode {
  /** The bits that tell the type of a file. */
  public static final int TYPE_MASK = 0170000;

  /** The type of a regular file. */
  public static final int REGULAR = 0100000;

  /** The type of a directory. */
  public static final int DIRECTORY = 0040000;

  /** The type of a symlink. */
  public static final int SYMLINK = 0120000;

  /** All bits that a mode may have. */
  public static final int ALL = 0177777;

  private FileMode() {}

  /** Says whether the mode is a regular file's. */
  public static boolean isRegular(int mode) {
    return (mode & TYPE_MASK) == REGULAR;
  }

  /** Says whether the mode is a directory's. */
  public static boolean isDirectory(int mode) {
    return (mode & TYPE_MASK) == DIRECTORY;
  }

  /** Says whether the mode is a symlink's. */
  public static boolean isSymlink(int mode) {
    return (mode & TYPE_MASK) == SYMLINK;
  }
}
