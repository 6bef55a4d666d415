// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;

/**
 * A dirmeta: owner, mode and extended attributes of a directory. Source: docs/DESIGN.md, "Dirmeta".
 *
 * @param uid the owner
 * @param gid the group
 * @param mode the {@code st_mode} with the type of a directory
 * @param xattrs the extended attributes
 */
public record DirMeta(int uid, int gid, int mode, Xattrs xattrs) {
  private static final VariantType TYPE = VariantType.of("(uuua(ayay))");

  /** Makes a dirmeta whose mode must be a directory's. */
  public DirMeta {
    if (!isValidMode(mode)) {
      throw new IllegalArgumentException("mode " + Integer.toOctalString(mode));
    }
  }

  private static boolean isValidMode(int mode) {
    return FileMode.isDirectory(mode) && (mode & ~FileMode.ALL) == 0;
  }

  /**
   * Parses the object's bytes.
   *
   * @throws MalformedException if they are not the normal form of a directory's metadata
   */
  public static DirMeta parse(byte[] bytes) throws MalformedException {
    Variant variant = Variant.parse(TYPE, bytes);
    int mode = (int) variant.child(2).asBigEndian();
    if (!isValidMode(mode)) {
      throw new MalformedException(
          "dirmeta has mode " + Integer.toOctalString(mode) + ", which is no directory's");
    }
    return new DirMeta(
        (int) variant.child(0).asBigEndian(),
        (int) variant.child(1).asBigEndian(),
        mode,
        Xattrs.of(variant.child(3)));
  }

  /** The object's bytes. */
  public byte[] toBytes() {
    VariantWriter writer = new VariantWriter(TYPE).open();
    writer.bigEndian(uid).bigEndian(gid).bigEndian(mode);
    xattrs.write(writer);
    return writer.close().toBytes();
  }
}
