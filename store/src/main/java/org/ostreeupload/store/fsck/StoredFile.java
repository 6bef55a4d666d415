// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** What a file in {@code objects/} is, by its name. Source: docs/DESIGN.md, "Objects". */
sealed interface StoredFile {
  /** An object. */
  record Loose(ObjectName name) implements StoredFile {}

  /** Something that is a dictionary: detached metadata of a commit, or a tombstone. */
  record Dictionary() implements StoredFile {}

  /** Extended attributes that are kept on their own. */
  record Attributes(Checksum checksum) implements StoredFile {}

  /** A link that is nothing without the object that it belongs to. */
  record Link() implements StoredFile {}

  /** A file that no writer to a repository of this mode names so. */
  record Stray() implements StoredFile {}

  /**
   * Tells what a file is.
   *
   * @param name the two characters of its directory, and its own name
   */
  static StoredFile of(String name, RepositoryMode mode) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return new Stray();
    }
    Checksum checksum;
    try {
      checksum = Checksum.parse(name.substring(0, dot));
    } catch (MalformedException e) {
      return new Stray();
    }
    String extension = name.substring(dot + 1);
    return switch (extension) {
      case "commit" -> new Loose(ObjectName.commit(checksum));
      case "dirtree" -> new Loose(ObjectName.dirTree(checksum));
      case "dirmeta" -> new Loose(ObjectName.dirMeta(checksum));
      case "commitmeta", "tombstone-commit" -> new Dictionary();
      default ->
          switch (mode) {
            case ARCHIVE ->
                extension.equals("filez") ? new Loose(ObjectName.file(checksum)) : new Stray();
            case BARE, BARE_USER, BARE_USER_ONLY -> ofBare(extension, checksum);
            case BARE_SPLIT_XATTRS ->
                switch (extension) {
                  case "file-xattrs" -> new Attributes(checksum);
                  case "file-xattrs-link" -> new Link();
                  default -> ofBare(extension, checksum);
                };
          };
    };
  }

  private static StoredFile ofBare(String extension, Checksum checksum) {
    return switch (extension) {
      case "file" -> new Loose(ObjectName.file(checksum));
      case "payload-link" -> new Link();
      default -> new Stray();
    };
  }
}
