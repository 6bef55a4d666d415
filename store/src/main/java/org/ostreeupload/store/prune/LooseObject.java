// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.nio.file.Path;
import java.util.Optional;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * A file in {@code objects/} that prune may delete.
 *
 * @param path the file
 * @param checksum the checksum in its name
 * @param kind what its extension says
 */
record LooseObject(Path path, Checksum checksum, Kind kind) {

  /** The kinds of files. Detached metadata and tombstones are none: they belong to a commit. */
  enum Kind {
    COMMIT(Phase.COMMITS, "commit"),
    DIRTREE(Phase.REFERENCES, "dirtree"),
    PAYLOAD_LINK(Phase.REFERENCES, "payload-link"),
    DIRMETA(Phase.LEAVES, "dirmeta"),
    FILE(Phase.LEAVES, "file"),
    FILE_XATTRS(Phase.ATTRIBUTES, "file-xattrs"),
    FILE_XATTRS_LINK(Phase.ATTRIBUTES, "file-xattrs-link");

    private final Phase phase;
    private final String extension;

    Kind(Phase phase, String extension) {
      this.phase = phase;
      this.extension = extension;
    }

    private static Optional<Kind> of(String extension, RepositoryMode mode) {
      for (Kind kind : values()) {
        if (kind.isOf(mode) && kind.extension(mode).equals(extension)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }

    private boolean isOf(RepositoryMode mode) {
      return switch (this) {
        case COMMIT, DIRTREE, DIRMETA, FILE -> true;
        case PAYLOAD_LINK -> mode != RepositoryMode.ARCHIVE;
        case FILE_XATTRS, FILE_XATTRS_LINK -> mode == RepositoryMode.BARE_SPLIT_XATTRS;
      };
    }

    private String extension(RepositoryMode mode) {
      return this == FILE && mode == RepositoryMode.ARCHIVE ? "filez" : extension;
    }
  }

  /**
   * Tells by its name what a file is.
   *
   * @param prefix the name of its directory
   * @return empty if the name is none that a writer to a repository of this mode gives to an object
   */
  static Optional<LooseObject> of(String prefix, Path path, RepositoryMode mode) {
    String name = prefix + path.getFileName();
    int dot = name.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      Checksum checksum = Checksum.parse(name.substring(0, dot));
      return Kind.of(name.substring(dot + 1), mode)
          .map(kind -> new LooseObject(path, checksum, kind));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /** The phase in which it is deleted. */
  Phase phase() {
    return kind.phase;
  }
}
