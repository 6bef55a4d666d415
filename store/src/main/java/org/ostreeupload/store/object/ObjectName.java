// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import org.ostreeupload.store.gvariant.MalformedException;

/**
 * The name of an object: its checksum and its type. The text form is {@code CHECKSUM.EXTENSION}.
 *
 * @param checksum the SHA-256 that the object is named by
 * @param type what the object is
 */
public record ObjectName(Checksum checksum, ObjectType type) {
  /**
   * Parses the text form, such as {@code 1a2b….dirtree}; a content object is a {@code .file}
   * whatever the repository's mode.
   *
   * @throws MalformedException if it is anything else
   */
  public static ObjectName parse(String text) throws MalformedException {
    if (text.length() < Checksum.TEXT_LENGTH + 2 || text.charAt(Checksum.TEXT_LENGTH) != '.') {
      throw new MalformedException("an object name is a checksum, a dot and a type");
    }
    ObjectType type =
        ObjectType.ofExtension(text.substring(Checksum.TEXT_LENGTH + 1))
            .orElseThrow(() -> new MalformedException("an object name ends in a known type"));
    return new ObjectName(Checksum.parse(text.substring(0, Checksum.TEXT_LENGTH)), type);
  }

  /** The name of a commit. */
  public static ObjectName commit(Checksum checksum) {
    return new ObjectName(checksum, ObjectType.COMMIT);
  }

  /** The name of a dirtree. */
  public static ObjectName dirTree(Checksum checksum) {
    return new ObjectName(checksum, ObjectType.DIRTREE);
  }

  /** The name of a dirmeta. */
  public static ObjectName dirMeta(Checksum checksum) {
    return new ObjectName(checksum, ObjectType.DIRMETA);
  }

  /** The name of a content object. */
  public static ObjectName file(Checksum checksum) {
    return new ObjectName(checksum, ObjectType.FILE);
  }

  @Override
  public String toString() {
    return checksum + "." + type.extension();
  }
}
