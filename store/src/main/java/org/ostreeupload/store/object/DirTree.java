// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Utf8;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;

/**
 * A dirtree: the names in one directory and the objects behind them.
 *
 * <p>Both lists are sorted by unsigned UTF-8 bytes; no name is twice in them, in both of them,
 * empty, {@code .} or {@code ..}, longer than 255 bytes, or has a slash. Source: docs/DESIGN.md,
 * "Dirtrees".
 *
 * @param files the regular files and symlinks
 * @param dirs the directories
 */
public record DirTree(List<FileEntry> files, List<DirEntry> dirs) {
  private static final VariantType TYPE = VariantType.of("(a(say)a(sayay))");
  private static final int MAX_NAME = 255;

  /** A name with something behind it. */
  public sealed interface Entry {
    /** The name in the directory. */
    String name();
  }

  /** A regular file or symlink in a directory. */
  public record FileEntry(String name, Checksum file) implements Entry {}

  /** A directory in a directory. */
  public record DirEntry(String name, Checksum tree, Checksum meta) implements Entry {}

  /** Makes a dirtree of lists that are in order. */
  public DirTree {
    files = List.copyOf(files);
    dirs = List.copyOf(dirs);
  }

  /**
   * Parses the object's bytes.
   *
   * @throws MalformedException if they are not in normal form or break a rule of this class
   */
  public static DirTree parse(byte[] bytes) throws MalformedException {
    Variant variant = Variant.parse(TYPE, bytes);
    Variant fileList = variant.child(0);
    FileEntry[] files = new FileEntry[fileList.size()];
    for (int i = 0; i < files.length; i++) {
      Variant entry = fileList.child(i);
      files[i] = new FileEntry(entry.child(0).asString(), checksum(entry.child(1)));
    }
    Variant dirList = variant.child(1);
    DirEntry[] dirs = new DirEntry[dirList.size()];
    for (int i = 0; i < dirs.length; i++) {
      Variant entry = dirList.child(i);
      dirs[i] =
          new DirEntry(
              entry.child(0).asString(), checksum(entry.child(1)), checksum(entry.child(2)));
    }
    DirTree tree = new DirTree(List.of(files), List.of(dirs));
    tree.requireValidNames();
    return tree;
  }

  /**
   * Checks that a name may stand in a directory.
   *
   * @throws MalformedException saying why not
   */
  public static void requireValidName(String name) throws MalformedException {
    if (name.length() > MAX_NAME
        || (name.length() * 3 > MAX_NAME
            && name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME)) {
      throw new MalformedException("a name in a directory is longer than 255 bytes");
    }
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw new MalformedException("'" + name + "' cannot be a name in a directory");
    }
  }

  private static Checksum checksum(Variant bytes) throws MalformedException {
    return requireChecksum(bytes, "dirtree");
  }

  static Checksum requireChecksum(Variant bytes, String where) throws MalformedException {
    if (bytes.byteSize() != Checksum.SIZE) {
      throw new MalformedException(
          where + " has a checksum of " + bytes.byteSize() + " bytes instead of 32");
    }
    return Checksum.read(bytes.toBytes(), 0);
  }

  private void requireValidNames() throws MalformedException {
    requireAscending(files);
    requireAscending(dirs);
    int f = 0;
    for (DirEntry dir : dirs) {
      while (f < files.size() && Utf8.ORDER.compare(files.get(f).name(), dir.name()) < 0) {
        f++;
      }
      if (f < files.size() && files.get(f).name().equals(dir.name())) {
        throw new MalformedException("'" + dir.name() + "' is both a file and a directory");
      }
    }
  }

  private static void requireAscending(List<? extends Entry> entries) throws MalformedException {
    String previous = "";
    for (Entry entry : entries) {
      requireValidName(entry.name());
      if (Utf8.ORDER.compare(previous, entry.name()) >= 0) {
        throw new MalformedException(
            "names in a dirtree are not sorted, each once, at '" + entry.name() + "'");
      }
      previous = entry.name();
    }
  }

  /** The object's bytes. */
  public byte[] toBytes() {
    VariantWriter writer = new VariantWriter(TYPE).open().open();
    for (FileEntry file : files) {
      writer.open().string(file.name()).bytes(file.file().toBytes()).close();
    }
    writer.close().open();
    for (DirEntry dir : dirs) {
      writer.open().string(dir.name()).bytes(dir.tree().toBytes()).bytes(dir.meta().toBytes());
      writer.close();
    }
    return writer.close().close().toBytes();
  }

  /** Sorts entries by name, as both lists of a dirtree are. */
  public static <E extends Entry> List<E> sorted(List<E> entries) {
    List<E> sorted = new ArrayList<>(entries);
    sorted.sort((x, y) -> Utf8.ORDER.compare(x.name(), y.name()));
    return sorted;
  }
}
