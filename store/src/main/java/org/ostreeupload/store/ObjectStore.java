// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * The published objects of a repository, in any mode. Read only; safe for many threads.
 *
 * <p>Source of the layout: docs/DESIGN.md, "Objects".
 */
public final class ObjectStore implements ObjectReader {
  private final Layout layout;
  private final RepositoryMode mode;

  ObjectStore(Layout layout, RepositoryMode mode) {
    this.layout = layout;
    this.mode = mode;
  }

  private Path path(ObjectName name) {
    return layout.object(name, contentExtension());
  }

  /** The extension of the files that hold content objects. */
  public String contentExtension() {
    return mode == RepositoryMode.ARCHIVE ? "filez" : "file";
  }

  @Override
  public boolean contains(ObjectName name) {
    // A bare repository stores symlinks as what they are. Not to follow them costs an exception for
    // each object that is not there, so it is only done where it matters.
    return mode == RepositoryMode.ARCHIVE
        ? Files.exists(path(name))
        : Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public byte[] readMetadata(ObjectName name) throws IOException {
    try {
      byte[] bytes = readBounded(path(name));
      Verification.requireChecksum(name, Checksum.ofBytes(bytes));
      return bytes;
    } catch (IOException e) {
      throw ObjectException.explain(name, e);
    }
  }

  /**
   * Reads the detached metadata of a commit, if it has any.
   *
   * @throws IOException if it is larger than {@link ObjectReader#MAX_METADATA}
   */
  public Optional<byte[]> readDetached(Checksum commit) throws IOException {
    try {
      return Optional.of(readBounded(layout.detached(commit)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (MalformedException e) {
      throw new RepositoryException(
          "detached metadata of commit " + commit + ": " + e.getMessage());
    }
  }

  /** Reads a whole file of metadata. */
  public static byte[] readBounded(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > MAX_METADATA) {
        throw new MalformedException(size + " bytes of metadata, 10 MiB can be");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new MalformedException("the file shrank while it was read");
        }
      }
      return buffer.array();
    }
  }

  /**
   * Finds a metadata object without reading it.
   *
   * @throws ObjectException if it is missing, or larger than metadata can be
   */
  public StoredContent metadata(ObjectName name) throws IOException {
    Path file = path(name);
    try {
      long size = Files.size(file);
      if (size > MAX_METADATA) {
        throw ObjectException.damaged(name, size + " bytes of metadata, 10 MiB can be");
      }
      return new StoredContent(StoredContent.Form.ARCHIVE, size, () -> Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw ObjectException.missing(name);
    }
  }

  /**
   * Finds a content object. Its bytes are not checked against its name.
   *
   * @throws ObjectException if it is missing, or is nothing that could be an object
   */
  public StoredContent content(Checksum checksum) throws IOException {
    ObjectName name = ObjectName.file(checksum);
    Path file = path(name);
    try {
      if (mode != RepositoryMode.ARCHIVE) {
        return BareFiles.read(mode, file);
      }
      return StoredContent.ofArchiveFile(file);
    } catch (IOException e) {
      throw ObjectException.explain(name, e);
    }
  }

  /**
   * An object that was found before, without another look at it.
   *
   * @param length how many bytes it had; what has become of them since is seen by who reads them
   */
  public StoredContent found(ObjectName name, long length) throws IOException {
    if (mode != RepositoryMode.ARCHIVE && !name.type().isMetadata()) {
      return content(name.checksum()); // the bytes are put together from several places
    }
    return new StoredContent(StoredContent.Form.ARCHIVE, length, () -> open(name));
  }

  private InputStream open(ObjectName name) throws IOException {
    try {
      return Files.newInputStream(path(name));
    } catch (IOException e) {
      throw ObjectException.explain(name, e);
    }
  }

  /**
   * Reads a whole object and checks it against its name and the rules of its type.
   *
   * @throws ObjectException if it is missing or damaged
   */
  public void verify(ObjectName name) throws IOException {
    try {
      if (name.type().isMetadata()) {
        Verification.requireMetadata(name, readMetadata(name));
      } else {
        Verification.requireChecksum(name, Verification.contentChecksum(content(name.checksum())));
      }
    } catch (IOException e) {
      throw ObjectException.explain(name, e);
    }
  }

  /**
   * Reads a whole object and checks that it is stored as it was made. Unlike {@link #verify}, this
   * passes over rules that every object of this name breaks: no other copy of it could be better.
   *
   * @throws ObjectException if it is missing or damaged
   */
  public void requireIntact(ObjectName name) throws IOException {
    if (name.type().isMetadata()) {
      readMetadata(name);
      return;
    }
    try {
      StoredContent content = content(name.checksum());
      Verification.requireChecksum(name, Verification.intactChecksum(content));
    } catch (IOException e) {
      throw ObjectException.explain(name, e);
    }
  }
}
