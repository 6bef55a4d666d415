// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * The check of a large object in archive form while it arrives, so that nobody waits for it at the
 * end. It counts only if it has seen every byte. Not thread-safe; {@link #close} frees native
 * memory.
 */
final class RunningCheck implements AutoCloseable {
  private final ContentVerifier verifier = new ContentVerifier(Transaction.MAX_CONTENT);
  private long seen;
  private boolean futile;

  /** Whether it has seen everything up to a position, and the next bytes are of use. */
  boolean isAt(long position) {
    return !futile && seen == position;
  }

  /**
   * Begins to take the bytes that follow those that it has seen, in a thread of its own: this is
   * what takes longest with a large object.
   *
   * @return what is complete when it has taken them
   */
  CompletableFuture<Void> begin(ByteBuffer bytes) {
    return CompletableFuture.runAsync(() -> update(bytes), Thread::startVirtualThread);
  }

  private void update(ByteBuffer bytes) {
    seen += bytes.remaining();
    try {
      verifier.update(bytes);
    } catch (MalformedException e) {
      futile = true; // the file is looked at when it is whole, and that tells why it is refused
    }
  }

  /**
   * The checksum of all that it has seen.
   *
   * @throws MalformedException if that is no whole object
   */
  Checksum finish() throws MalformedException {
    return verifier.finish();
  }

  @Override
  public void close() {
    verifier.close();
  }
}
