// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import java.util.Optional;

/**
 * The types of objects that are named by their content.
 *
 * <p>The constants stand in the order in which objects become visible when a push is published:
 * what refers comes after what it refers to. Source: docs/DESIGN.md, "Objects".
 */
public enum ObjectType {
  /** A regular file or a symlink: header and data. */
  FILE(1, "file"),
  /** Owner, mode and extended attributes of a directory. */
  DIRMETA(3, "dirmeta"),
  /** The names in a directory. */
  DIRTREE(2, "dirtree"),
  /** A tree, its parent and a message. */
  COMMIT(4, "commit");

  private final int id;
  private final String extension;

  ObjectType(int id, String extension) {
    this.id = id;
    this.extension = extension;
  }

  /** The number that OSTree gives the type: 1 to 4. */
  public int id() {
    return id;
  }

  /** The extension of an object name; an archive repository stores a file under {@code filez}. */
  public String extension() {
    return extension;
  }

  /**
   * Says whether objects of the type are metadata: bounded in size, named by their stored bytes.
   */
  public boolean isMetadata() {
    return this != FILE;
  }

  /** The type with this number. */
  public static Optional<ObjectType> ofId(int id) {
    return switch (id) {
      case 1 -> Optional.of(FILE);
      case 2 -> Optional.of(DIRTREE);
      case 3 -> Optional.of(DIRMETA);
      case 4 -> Optional.of(COMMIT);
      default -> Optional.empty();
    };
  }

  /** The type with this extension. */
  public static Optional<ObjectType> ofExtension(String extension) {
    for (ObjectType type : values()) {
      if (type.extension.equals(extension)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
