// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.DirTree.DirEntry;
import org.ostreeupload.store.object.DirTree.FileEntry;
import org.ostreeupload.store.object.ObjectName;

/** Metadata objects in memory, which remember what was read. */
final class MemoryObjects implements ObjectReader {
  static final Checksum META = checksum("a dirmeta");

  private final Map<ObjectName, byte[]> objects = new HashMap<>();
  private final List<ObjectName> read = new ArrayList<>();

  /** A checksum that stands for an object nobody reads. */
  static Checksum checksum(String text) {
    return Checksum.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  static FileEntry file(String name, String content) {
    return new FileEntry(name, checksum(content));
  }

  static DirEntry directory(String name, Checksum tree) {
    return new DirEntry(name, tree, META);
  }

  Checksum tree(DirTree.Entry... entries) {
    List<FileEntry> files = new ArrayList<>();
    List<DirEntry> dirs = new ArrayList<>();
    for (DirTree.Entry entry : entries) {
      switch (entry) {
        case FileEntry file -> files.add(file);
        case DirEntry dir -> dirs.add(dir);
      }
    }
    byte[] bytes = new DirTree(files, dirs).toBytes();
    objects.put(ObjectName.dirTree(Checksum.ofBytes(bytes)), bytes);
    return Checksum.ofBytes(bytes);
  }

  Checksum commit(Checksum tree, Optional<Checksum> parent) {
    byte[] bytes = Commit.serialize(noMetadata(), parent, "", "", 0, tree, META);
    objects.put(ObjectName.commit(Checksum.ofBytes(bytes)), bytes);
    return Checksum.ofBytes(bytes);
  }

  private static Variant noMetadata() {
    try {
      return Variant.parse(Commit.METADATA, new byte[0]);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  void remove(ObjectName name) {
    objects.remove(name);
  }

  /** What was read so far, in order. */
  List<ObjectName> read() {
    return read;
  }

  @Override
  public boolean contains(ObjectName name) {
    return objects.containsKey(name);
  }

  @Override
  public byte[] readMetadata(ObjectName name) throws ObjectException {
    read.add(name);
    byte[] bytes = objects.get(name);
    if (bytes == null) {
      throw ObjectException.missing(name);
    }
    return bytes;
  }
}
