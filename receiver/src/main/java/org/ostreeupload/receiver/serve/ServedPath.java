// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * A path below the repository that clients may ask for, and what lies there.
 *
 * <p>Everything else in the directory of a repository is nobody's business: unfinished uploads,
 * locks, keyrings, the marks of partial commits, and whatever an administrator keeps there.
 *
 * @param components the names along the path, none of which can leave its directory
 * @param kind what lies there
 */
record ServedPath(List<String> components, Kind kind) {
  private static final Pattern DELTA_PART = Pattern.compile("[0-9]+");
  private static final int OBJECT_DEPTH = 3;
  private static final int PREFIX = 2;

  ServedPath {
    components = List.copyOf(components);
  }

  /** What is served, by how long a copy of it is good for. */
  enum Kind {
    /** The configuration: of it, only what {@link PublicConfig} lets through. */
    CONFIG(true),
    /** A ref or an alias of one. */
    REF(true),
    /** A file that its writer replaces: a summary, a signature, an index of deltas. */
    REPLACED_FILE(true),
    /** An object that is named by the checksum of its bytes. */
    METADATA_OBJECT(false),
    /** A content object: its checksum names what was compressed, not the bytes that are stored. */
    CONTENT_OBJECT(false),
    /** A part of a static delta; the superblock holds its checksum. */
    DELTA_PART(false);

    private final boolean replaced;

    Kind(boolean replaced) {
      this.replaced = replaced;
    }

    /** Says whether other bytes may come to lie at the same path. */
    boolean isReplaced() {
      return replaced;
    }

    /** The value of the header field {@code Cache-Control}. */
    String cacheControl() {
      return replaced ? "no-cache" : "public, max-age=31536000, immutable";
    }

    /** The media type. */
    String contentType() {
      return this == CONFIG || this == REF ? "text/plain" : "application/octet-stream";
    }
  }

  /** Parses a path below the repository, percent-encoded; empty if nothing is served there. */
  static Optional<ServedPath> parse(String path) {
    return PathComponents.parse(path)
        .flatMap(components -> kind(components).map(kind -> new ServedPath(components, kind)));
  }

  private static Optional<Kind> kind(List<String> components) {
    int depth = components.size();
    return switch (components.getFirst()) {
      case "config" -> when(depth == 1, Kind.CONFIG);
      case "summary", "summary.sig" -> when(depth == 1, Kind.REPLACED_FILE);
      case "refs" -> when(depth > 2 && isPublicRefs(components.get(1)), Kind.REF);
      case "objects" -> depth == OBJECT_DEPTH ? object(components) : Optional.empty();
      case "deltas" -> when(depth > 1, delta(components.getLast()));
      case "delta-indexes" -> when(depth > 1, Kind.REPLACED_FILE);
      default -> Optional.empty();
    };
  }

  private static Optional<Kind> when(boolean served, Kind kind) {
    return served ? Optional.of(kind) : Optional.empty();
  }

  private static boolean isPublicRefs(String directory) {
    return directory.equals("heads") || directory.equals("mirrors");
  }

  private static Kind delta(String file) {
    return DELTA_PART.matcher(file).matches() ? Kind.DELTA_PART : Kind.REPLACED_FILE;
  }

  private static Optional<Kind> object(List<String> components) {
    String prefix = components.get(1);
    String file = components.get(2);
    int dot = file.indexOf('.');
    if (prefix.length() != PREFIX
        || dot < 0
        || !Checksum.isChecksum(prefix + file.substring(0, dot))) {
      return Optional.empty();
    }
    return switch (file.substring(dot + 1)) {
      case "filez" -> Optional.of(Kind.CONTENT_OBJECT);
      case "dirtree", "dirmeta", "commit" -> Optional.of(Kind.METADATA_OBJECT);
      // The second one is asked for instead of a deleted ancestor.
      case "commitmeta", "tombstone-commit" -> Optional.of(Kind.REPLACED_FILE);
      default -> Optional.empty();
    };
  }

  /** The object that lies at the path, if it is one that its name tells whether it is sound. */
  Optional<ObjectName> object() {
    if (kind != Kind.METADATA_OBJECT && kind != Kind.CONTENT_OBJECT) {
      return Optional.empty();
    }
    String file = components.get(2);
    int dot = file.indexOf('.');
    String type =
        kind == Kind.CONTENT_OBJECT ? ObjectType.FILE.extension() : file.substring(dot + 1);
    try {
      return Optional.of(ObjectName.parse(components.get(1) + file.substring(0, dot) + "." + type));
    } catch (MalformedException e) {
      throw new IllegalStateException("not an object after all: " + this, e);
    }
  }

  /** The top-level file or directory of the repository that the path must not lead out of. */
  String top() {
    return components.getFirst();
  }

  /** The name of the file. */
  String file() {
    return components.getLast();
  }

  /** The path relative to the repository. */
  @Override
  public String toString() {
    return String.join("/", components);
  }
}
