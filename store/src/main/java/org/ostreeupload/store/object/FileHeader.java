// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;

/**
 * The header of a content object: what it is apart from its data. Source: docs/DESIGN.md, "Content
 * objects".
 *
 * <p>It is serialized in two ways, both behind a prefix of 8 bytes (its length, big-endian, and
 * four zero bytes): in the <em>content</em> form, over which the checksum is made, and in the
 * <em>archive</em> form of {@code .filez}, which begins with the size of the data.
 *
 * @param uid the owner
 * @param gid the group
 * @param mode the {@code st_mode} of a regular file or a symlink
 * @param symlinkTarget the target of a symlink, never empty; empty for a regular file
 * @param xattrs the extended attributes
 */
public record FileHeader(int uid, int gid, int mode, String symlinkTarget, Xattrs xattrs) {
  /** The size in bytes of what stands before a header. */
  public static final int PREFIX_SIZE = 8;

  static final VariantType CONTENT = VariantType.of("(uuuusa(ayay))");
  private static final VariantType BARE_USER = VariantType.of("(uuua(ayay))");
  static final VariantType ARCHIVE = VariantType.of("(tuuuusa(ayay))");

  /** Makes a header that describes a regular file or a symlink. */
  public FileHeader {
    String flaw = flaw(mode, symlinkTarget);
    if (!flaw.isEmpty()) {
      throw new IllegalArgumentException(flaw);
    }
  }

  /** A header in its archive form with the size of the data that it claims. */
  public record Archived(FileHeader header, long size) {}

  /** Says whether the object is a symlink, which has no data. */
  public boolean isSymlink() {
    return FileMode.isSymlink(mode);
  }

  /**
   * Parses the content form without its prefix.
   *
   * @throws MalformedException if it is not in normal form or describes no file or symlink
   */
  public static FileHeader parse(byte[] bytes) throws MalformedException {
    return parse(Variant.parse(CONTENT, bytes), 0);
  }

  /**
   * Parses the archive form without its prefix.
   *
   * @throws MalformedException as {@link #parse} does, or if the size is beyond 2⁶³ or a symlink's
   *     is neither 0 nor the length of its target, which some writers put there
   */
  public static Archived parseArchived(byte[] bytes) throws MalformedException {
    Variant variant = Variant.parse(ARCHIVE, bytes);
    FileHeader header = parse(variant, 1);
    long claim = variant.child(0).asBigEndian();
    return new Archived(header, requirePossible(claim, header.isSymlink(), header.targetSize()));
  }

  /** Checks the size of data that a header claims, and returns it. */
  static long requirePossible(long size, boolean symlink, int targetSize)
      throws MalformedException {
    if (size < 0 || (symlink && size != 0 && size != targetSize)) {
      throw new MalformedException("file header claims an impossible size");
    }
    return size;
  }

  /**
   * Parses what a bare-user repository keeps in the extended attribute {@code user.ostreemeta}:
   * owner, mode and attributes, without the target of a symlink.
   *
   * @throws MalformedException if it is not in normal form or does not go with the target
   */
  public static FileHeader parseBareUser(byte[] bytes, String symlinkTarget)
      throws MalformedException {
    Variant variant = Variant.parse(BARE_USER, bytes);
    int mode = bareUserMode(variant);
    String flaw = flaw(mode, symlinkTarget);
    if (!flaw.isEmpty()) {
      throw new MalformedException(flaw);
    }
    return new FileHeader(
        (int) variant.child(0).asBigEndian(),
        (int) variant.child(1).asBigEndian(),
        mode,
        symlinkTarget,
        Xattrs.of(variant.child(3)));
  }

  /** The mode in what {@link #parseBareUser} parses, by which a symlink is told from a file. */
  public static int bareUserMode(byte[] bytes) throws MalformedException {
    return bareUserMode(Variant.parse(BARE_USER, bytes));
  }

  private static int bareUserMode(Variant variant) {
    return (int) variant.child(2).asBigEndian();
  }

  private int targetSize() {
    return symlinkTarget.getBytes(StandardCharsets.UTF_8).length;
  }

  private static FileHeader parse(Variant variant, int first) throws MalformedException {
    int mode = (int) variant.child(first + 2).asBigEndian();
    if (variant.child(first + 3).asBigEndian() != 0) {
      throw new MalformedException("file header has a device number");
    }
    String target = variant.child(first + 4).asString();
    String flaw = flaw(mode, target);
    if (!flaw.isEmpty()) {
      throw new MalformedException(flaw);
    }
    return new FileHeader(
        (int) variant.child(first).asBigEndian(),
        (int) variant.child(first + 1).asBigEndian(),
        mode,
        target,
        Xattrs.of(variant.child(first + 5)));
  }

  // What a file system of Linux can hold, which is where symlinks are checked out to.
  private static final int MAX_TARGET = 4095;

  private static String flaw(int mode, String target) {
    boolean symlink = FileMode.isSymlink(mode);
    if ((mode & ~FileMode.ALL) != 0 || (!symlink && !FileMode.isRegular(mode))) {
      return "file header has mode "
          + Integer.toOctalString(mode)
          + ", which is no regular file's and no symlink's";
    }
    if (symlink == target.isEmpty()) {
      return symlink ? "symlink without a target" : "regular file with a symlink target";
    }
    if (target.length() > MAX_TARGET
        || target.getBytes(StandardCharsets.UTF_8).length > MAX_TARGET) {
      return "symlink with a target of more than " + MAX_TARGET + " bytes";
    }
    return "";
  }

  /** The content form with its prefix. */
  public byte[] toContentBytes() {
    VariantWriter writer = new VariantWriter(CONTENT).open();
    return withPrefix(writeMembers(writer));
  }

  /** The archive form with its prefix, for data of this size. */
  public byte[] toArchiveBytes(long size) {
    VariantWriter writer = new VariantWriter(ARCHIVE).open().bigEndian(size);
    return withPrefix(writeMembers(writer));
  }

  private byte[] writeMembers(VariantWriter writer) {
    writer.bigEndian(uid).bigEndian(gid).bigEndian(mode).bigEndian(0).string(symlinkTarget);
    xattrs.write(writer);
    return writer.close().toBytes();
  }

  static byte[] withPrefix(byte[] header) {
    return ByteBuffer.allocate(PREFIX_SIZE + header.length)
        .putInt(header.length)
        .putInt(0)
        .put(header)
        .array();
  }
}
