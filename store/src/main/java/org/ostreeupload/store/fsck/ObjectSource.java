// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.object.ObjectName;

/**
 * Something that may have sound copies of objects. What it gives is checked by who takes it.
 *
 * <p>Safe for many threads.
 */
public interface ObjectSource {
  /**
   * An object as a source gives it.
   *
   * @param form how content is laid out; metadata has one form only
   * @param length how many bytes will come, for content in the plain form; else it is not looked at
   * @param bytes the bytes; the taker closes the stream
   */
  record Copy(StoredContent.Form form, long length, InputStream bytes) {}

  /**
   * Opens an object.
   *
   * @return empty if the source does not have it, or knows that its own is damaged
   * @throws IOException if the source cannot be asked
   */
  Optional<Copy> open(ObjectName name) throws IOException;

  /** What the user knows it by. */
  @Override
  String toString();
}
