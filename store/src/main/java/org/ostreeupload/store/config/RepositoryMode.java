// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import java.util.Optional;

/** How a repository keeps content objects. Source: docs/DESIGN.md, "Modes". */
public enum RepositoryMode {
  /** Header and compressed data in one {@code .filez}: what can be served over HTTP. */
  ARCHIVE("archive-z2"),
  /** The files themselves, with owners, modes and extended attributes. */
  BARE("bare"),
  /** Data in plain files, everything else in the extended attribute {@code user.ostreemeta}. */
  BARE_USER("bare-user"),
  /** Data in plain files with their modes; owners are 0:0 and there are no extended attributes. */
  BARE_USER_ONLY("bare-user-only"),
  /** As bare, with extended attributes in objects of their own. */
  BARE_SPLIT_XATTRS("bare-split-xattrs");

  private final String key;

  RepositoryMode(String key) {
    this.key = key;
  }

  /** The word in the configuration file. */
  public String key() {
    return key;
  }

  /** The mode with this name; {@code archive} and {@code archive-z2} are the same. */
  public static Optional<RepositoryMode> of(String name) {
    if (name.equals("archive")) {
      return Optional.of(ARCHIVE);
    }
    for (RepositoryMode mode : values()) {
      if (mode.key.equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** The word that users write: {@code archive}, {@code bare} and so on. */
  @Override
  public String toString() {
    return this == ARCHIVE ? "archive" : key;
  }
}
