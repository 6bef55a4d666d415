// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.bundle;

import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** What stands before the bytes of something in a bundle. Source: docs/PROTOCOL.md, "Bundles". */
public sealed interface Frame {
  /** The first bytes of every bundle: "OUB2". */
  int MAGIC = 0x4f554232;

  /** The size of a frame's head in bytes: kind, form, checksum, length. */
  int HEAD_SIZE = 2 + Checksum.SIZE + Long.BYTES;

  /** The kind of the frame that ends a bundle. */
  int END = 0;

  /** The kind of a frame with detached metadata; objects have the number of their type. */
  int DETACHED = 6;

  /** The form of a content object that comes as a patch; the others are those of its bytes. */
  int PATCH = 2;

  /** How many bytes follow. */
  long length();

  /** An object follows, in this form. */
  record ObjectFrame(ObjectName name, StoredContent.Form form, long length) implements Frame {}

  /** A patch follows, which makes this content object. */
  record PatchFrame(ObjectName name, long length) implements Frame {}

  /** The detached metadata of a commit follows. */
  record DetachedFrame(Checksum commit, long length) implements Frame {}
}
