// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.FileMode;
import org.ostreeupload.store.object.Xattrs;
import org.ostreeupload.store.posix.Posix;

/**
 * Reads content objects of the bare modes, where a file is kept as a file and its header must be
 * put together from what the mode keeps. Source: docs/DESIGN.md, "Modes".
 */
final class BareFiles {
  private static final byte[] OSTREEMETA = "user.ostreemeta".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_TARGET = 1 << 13;

  private BareFiles() {}

  /**
   * Reads an object.
   *
   * @throws MalformedException if the file cannot be an object of this mode
   */
  static StoredContent read(RepositoryMode mode, Path file) throws IOException {
    UnixFile unix = UnixFile.of(file);
    if (!unix.isRegular() && !unix.isSymlink()) {
      throw new MalformedException("it is neither a file nor a symlink");
    }
    return switch (mode) {
      case BARE -> content(unix, unix.header(unix.uid(), unix.gid(), unix.xattrs()));
      case BARE_USER -> bareUser(unix);
      case BARE_USER_ONLY -> content(unix, unix.header(0, 0, Xattrs.NONE));
      case BARE_SPLIT_XATTRS ->
          content(unix, unix.header(unix.uid(), unix.gid(), splitXattrs(file)));
      case ARCHIVE -> throw new IllegalArgumentException("archive is no bare mode");
    };
  }

  private static StoredContent bareUser(UnixFile file) throws IOException {
    byte[] meta =
        Posix.xattr(file.path(), OSTREEMETA)
            .orElseThrow(
                () -> new MalformedException("it has no extended attribute user.ostreemeta"));
    if (!FileMode.isSymlink(FileHeader.bareUserMode(meta))) {
      return content(file, FileHeader.parseBareUser(meta, ""));
    }
    if (file.size() > MAX_TARGET) {
      throw new MalformedException("symlink with a target of " + file.size() + " bytes");
    }
    byte[] target = Files.readAllBytes(file.path());
    int length = 0;
    while (length < target.length && target[length] != 0) {
      length++;
    }
    String text = UnixFile.text(ByteBuffer.wrap(target, 0, length), "target of the symlink");
    return content(file, FileHeader.parseBareUser(meta, text));
  }

  private static StoredContent content(UnixFile file, FileHeader header) {
    byte[] start = header.toContentBytes();
    if (header.isSymlink()) {
      return new StoredContent(
          StoredContent.Form.PLAIN, start.length, () -> new ByteArrayInputStream(start));
    }
    return new StoredContent(
        StoredContent.Form.PLAIN,
        start.length + file.size(),
        () -> concatenated(start, file.path()));
  }

  private static InputStream concatenated(byte[] start, Path file) throws IOException {
    return new SequenceInputStream(
        new ByteArrayInputStream(start), Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
  }

  private static Xattrs splitXattrs(Path file) throws IOException {
    Path link = file.resolveSibling(file.getFileName() + "-xattrs-link");
    if (!Files.exists(link)) {
      throw new MalformedException("its .file-xattrs-link is missing");
    }
    if (Files.size(link) > ObjectReader.MAX_METADATA) {
      throw new MalformedException("its extended attributes are larger than 10 MiB");
    }
    return Xattrs.parse(Files.readAllBytes(link));
  }
}
