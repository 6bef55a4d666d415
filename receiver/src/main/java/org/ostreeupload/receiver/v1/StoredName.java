// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** How version 1 spells the name of an object: with the extension of an archive repository. */
final class StoredName {
  private static final String ARCHIVED = ".filez";
  private static final String BARE = ".file";
  private static final int LONGEST_SHOWN = 100;

  private StoredName() {}

  /**
   * Parses a name such as {@code 1a2b….filez}.
   *
   * @throws MalformedException if it is anything else, with the reason why a {@code .file} is
   */
  static ObjectName parse(String text) throws MalformedException {
    if (text.endsWith(BARE)) {
      throw new MalformedException(
          "object '"
              + shown(text)
              + "' is of a repository that is not of the archive mode: push with the ostree-upload"
              + " that belongs to this receiver, or from an archive repository");
    }
    boolean isContent = text.endsWith(ARCHIVED);
    try {
      return ObjectName.parse(isContent ? text.substring(0, text.length() - 1) : text);
    } catch (MalformedException e) {
      throw new MalformedException("'" + shown(text) + "' is no object: " + e.rule());
    }
  }

  static String text(ObjectName name) {
    return name.type() == ObjectType.FILE ? name.checksum() + ARCHIVED : name.toString();
  }

  /** Text from outside, in a message: short, and without control characters. */
  static String shown(String text) {
    String part = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    return part.replaceAll("\\p{C}", "?");
  }
}
