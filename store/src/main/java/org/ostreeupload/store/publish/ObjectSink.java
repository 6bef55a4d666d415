// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes the bytes of one object and stages it if they are what its name says.
 *
 * <p>Write all bytes, then {@link #finish}, then {@link #close}; closing without a successful
 * finish leaves nothing behind. Not thread-safe.
 */
public interface ObjectSink extends AutoCloseable {
  /**
   * Takes the next bytes, all that remain in the buffer.
   *
   * @throws org.ostreeupload.store.gvariant.MalformedException as soon as they cannot be the
   *     object's; every other {@link IOException} is a fault of this machine
   */
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Checks the whole object and stages it.
   *
   * @throws org.ostreeupload.store.gvariant.MalformedException if it is not the object that was
   *     named
   */
  void finish() throws IOException;

  @Override
  void close() throws IOException;
}
