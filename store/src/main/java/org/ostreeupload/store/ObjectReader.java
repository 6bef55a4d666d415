// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.ObjectName;

/** Something that objects can be read from: a repository, or one with staged objects above it. */
public interface ObjectReader {
  /** The greatest size in bytes of a metadata object that OSTree clients fetch: 10 MiB. */
  int MAX_METADATA = 10 << 20;

  /** Says whether the object is there; it may still be damaged. */
  boolean contains(ObjectName name) throws IOException;

  /**
   * Reads a metadata object and checks its bytes against its name.
   *
   * @throws ObjectException if it is missing or damaged
   */
  byte[] readMetadata(ObjectName name) throws IOException;

  /**
   * Reads a commit.
   *
   * @throws ObjectException if it is missing or damaged
   */
  default Commit readCommit(Checksum checksum) throws IOException {
    ObjectName name = ObjectName.commit(checksum);
    byte[] bytes = readMetadata(name);
    try {
      return Commit.parse(bytes);
    } catch (MalformedException e) {
      throw ObjectException.damaged(name, e.rule());
    }
  }

  /**
   * Reads a dirtree.
   *
   * @throws ObjectException if it is missing or damaged
   */
  default DirTree readDirTree(Checksum checksum) throws IOException {
    ObjectName name = ObjectName.dirTree(checksum);
    byte[] bytes = readMetadata(name);
    try {
      return DirTree.parse(bytes);
    } catch (MalformedException e) {
      throw ObjectException.damaged(name, e.rule());
    }
  }
}
