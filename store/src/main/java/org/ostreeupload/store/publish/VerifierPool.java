// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.content.ContentVerifier;

/** Verifiers for use one after another: their native memory is dear to make. Thread-safe. */
final class VerifierPool implements AutoCloseable {
  private final ConcurrentLinkedQueue<ContentVerifier> idle = new ConcurrentLinkedQueue<>();
  private final long maxSize;

  VerifierPool(long maxSize) {
    this.maxSize = maxSize;
  }

  ContentVerifier take() {
    @Nullable ContentVerifier verifier = idle.poll();
    return verifier != null ? verifier : new ContentVerifier(maxSize);
  }

  void give(ContentVerifier verifier) {
    verifier.reset();
    idle.add(verifier);
  }

  @Override
  public void close() {
    for (ContentVerifier verifier = idle.poll(); verifier != null; verifier = idle.poll()) {
      verifier.close();
    }
  }
}
