// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.FileMode;
import org.ostreeupload.store.object.Xattrs;
import org.ostreeupload.store.object.Xattrs.Xattr;
import org.ostreeupload.store.posix.Posix;

/**
 * What the file system says of a file, a symlink itself and not what it points to.
 *
 * @param path the file
 * @param uid its owner
 * @param gid its group
 * @param mode its {@code st_mode}
 * @param size its size in bytes
 */
public record UnixFile(Path path, int uid, int gid, int mode, long size) {
  private static final int SYMLINK_MODE = FileMode.SYMLINK | 0777;

  /** Asks the file system. */
  public static UnixFile of(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:uid,gid,mode,size", LinkOption.NOFOLLOW_LINKS);
    return new UnixFile(
        path,
        number(attributes, "uid").intValue(),
        number(attributes, "gid").intValue(),
        number(attributes, "mode").intValue(),
        number(attributes, "size").longValue());
  }

  private static Number number(Map<String, Object> attributes, String name) {
    return (Number) requireNonNull(attributes.get(name));
  }

  /** Says whether it is a regular file. */
  public boolean isRegular() {
    return FileMode.isRegular(mode);
  }

  /** Says whether it is a symlink. */
  public boolean isSymlink() {
    return FileMode.isSymlink(mode);
  }

  /** Says whether it is a directory. */
  public boolean isDirectory() {
    return FileMode.isDirectory(mode);
  }

  /**
   * The header of a content object for this file or symlink.
   *
   * @throws MalformedException if the target of the symlink is no UTF-8
   */
  public FileHeader header(int newUid, int newGid, Xattrs xattrs) throws IOException {
    return isSymlink()
        ? new FileHeader(newUid, newGid, SYMLINK_MODE, symlinkTarget(), xattrs)
        : new FileHeader(newUid, newGid, mode, "", xattrs);
  }

  private String symlinkTarget() throws IOException {
    return text(ByteBuffer.wrap(Posix.readLink(path)), "target of the symlink");
  }

  /** All extended attributes but those without a value: OSTree passes over them on disk. */
  public Xattrs xattrs() throws IOException {
    List<Xattr> list = new ArrayList<>();
    for (byte[] name : Posix.listXattrs(path)) {
      Optional<byte[]> value = Posix.xattr(path, name);
      if (value.isPresent() && value.get().length > 0) {
        list.add(Xattr.of(name, value.get()));
      }
    }
    return Xattrs.of(list);
  }

  static String text(ByteBuffer bytes, String what) throws MalformedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("the " + what + " is not valid UTF-8");
    }
  }
}
