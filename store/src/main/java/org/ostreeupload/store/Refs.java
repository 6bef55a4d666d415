// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Utf8;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * The refs of a repository: branches under {@code refs/heads}, and those of remotes and of other
 * collections. Read only; what it returns is the state at the time of the call.
 *
 * <p>Safe for many threads. Source: docs/DESIGN.md, "Refs".
 */
public final class Refs {
  private static final int MAX_FILE = 4096;

  private final Layout layout;

  Refs(Layout layout) {
    this.layout = layout;
  }

  /**
   * The commit that a branch points to; an alias points to what its target points to.
   *
   * @throws RepositoryException if its file holds no checksum
   */
  public Optional<Checksum> head(RefName ref) throws IOException {
    Path file = layout.head(ref);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return read(file);
  }

  /** Says whether a branch is an alias of another one. */
  public boolean isAlias(RefName ref) {
    return Files.isSymbolicLink(layout.head(ref));
  }

  /** Says whether a branch is an alias, maybe through other aliases, of another one. */
  public boolean isAliasOf(RefName ref, RefName target) throws IOException {
    Path file = layout.head(target);
    return isAlias(ref) && Files.exists(file) && Files.isSameFile(layout.head(ref), file);
  }

  /** All branches in order of name. */
  public SortedMap<RefName, Checksum> heads() throws IOException {
    SortedMap<RefName, Checksum> heads = new TreeMap<>();
    for (Map.Entry<String, Checksum> entry : list(layout.heads()).entrySet()) {
      heads.put(new RefName(entry.getKey()), entry.getValue());
    }
    // The real tool writes a ref under such a name first, for a moment.
    heads.keySet().removeIf(ref -> isTemporary(ref) && !Files.exists(layout.head(ref)));
    return heads;
  }

  private static boolean isTemporary(RefName ref) {
    return ref.value().matches("(.*/)?tmp\\.[A-Za-z0-9]{6}");
  }

  /** The refs of all remotes, by {@code REMOTE/REF}. */
  public SortedMap<String, Checksum> remotes() throws IOException {
    return list(layout.remotes());
  }

  /** The refs of other collections, by {@code COLLECTION-ID/REF}. */
  public SortedMap<String, Checksum> mirrors() throws IOException {
    return list(layout.mirrors());
  }

  private static SortedMap<String, Checksum> list(Path directory) throws IOException {
    SortedMap<String, Checksum> refs = new TreeMap<>(Utf8.ORDER);
    if (Files.isDirectory(directory)) {
      collect(directory, "", refs);
    }
    return refs;
  }

  private static void collect(Path directory, String prefix, SortedMap<String, Checksum> refs)
      throws IOException {
    for (Path entry : Directories.list(directory)) {
      String component = String.valueOf(entry.getFileName());
      String name = prefix + component;
      if (!RefName.isComponent(component)) {
        continue;
      }
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        collect(entry, name + "/", refs);
      } else if (!Checksum.isChecksum(name)) {
        read(entry).ifPresent(checksum -> refs.put(name, checksum));
      }
    }
  }

  private static Optional<Checksum> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new MalformedException("it is larger than a ref can be");
      }
      return Optional.of(Checksum.parse(Files.readString(file).stripTrailing()));
    } catch (MalformedException e) {
      throw new RepositoryException("ref file " + file + " is damaged: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new RepositoryException("ref file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
