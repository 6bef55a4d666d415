// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantWriter;

/**
 * What the header of a content object in archive form says of what comes behind it and of the
 * checksum. Immutable. Source: docs/DESIGN.md, "Content objects".
 */
public final class StoredHeader {
  private static final int MODE = 3;
  private static final int TARGET = 5;

  private final boolean symlink;
  private final long size;
  private final byte[] contentBytes;

  private StoredHeader(boolean symlink, long size, byte[] contentBytes) {
    this.symlink = symlink;
    this.size = size;
    this.contentBytes = contentBytes;
  }

  /**
   * Parses the archive form without its prefix.
   *
   * @throws MalformedException as {@link FileHeader#parseArchived} does
   */
  public static StoredHeader ofValid(byte[] bytes) throws MalformedException {
    FileHeader.Archived archived = FileHeader.parseArchived(bytes);
    FileHeader header = archived.header();
    return new StoredHeader(header.isSymlink(), archived.size(), header.toContentBytes());
  }

  /**
   * Parses the archive form without its prefix, also if it describes what no object may be. What
   * the checksum covers is taken as it is.
   *
   * @throws MalformedException if it is not in normal form, or the size is impossible
   */
  public static StoredHeader ofAny(byte[] bytes) throws MalformedException {
    Variant variant = Variant.parse(FileHeader.ARCHIVE, bytes);
    boolean symlink = FileMode.isSymlink((int) variant.child(MODE).asBigEndian());
    int targetSize = variant.child(TARGET).byteSize() - 1;
    long size = FileHeader.requirePossible(variant.child(0).asBigEndian(), symlink, targetSize);
    VariantWriter writer = new VariantWriter(FileHeader.CONTENT).open();
    for (int i = 1; i < variant.size(); i++) {
      writer.copy(variant.child(i));
    }
    return new StoredHeader(symlink, size, FileHeader.withPrefix(writer.close().toBytes()));
  }

  /** Says whether the object is a symlink, which has no data. */
  public boolean isSymlink() {
    return symlink;
  }

  /** The size of the data that it claims. */
  public long size() {
    return size;
  }

  /** The header in content form with its prefix. */
  public byte[] contentBytes() {
    return contentBytes.clone();
  }
}
