// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import org.ostreeupload.store.object.ObjectName;

/** Hears how a check goes on; called by several threads. */
public interface FsckListener {
  /** Hears nothing. */
  FsckListener NONE = new FsckListener() {};

  /** So many of the directories of objects have been gone through. */
  default void scanned(int directories, int of) {}

  /** So many bytes more have been read. */
  default void readBytes(long count) {}

  /** So many objects more have been read. */
  default void readObjects(long count) {}

  /** So many commits have been gone through for what they reach, after all objects were read. */
  default void walked(int commits, int of) {}

  /** So many objects are looked for in the sources, in this round. */
  default void repairing(int objects) {}

  /** What a source has in place of an object is no better. */
  default void rejected(ObjectSource source, ObjectName name, String reason) {}

  /** A source cannot be used, and is not asked again. */
  default void gaveUp(ObjectSource source, String reason) {}
}
