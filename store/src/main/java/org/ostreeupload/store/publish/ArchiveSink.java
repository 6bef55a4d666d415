// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.object.ObjectName;

/** Takes a content object in archive form and writes it as it comes, checking on the way. */
final class ArchiveSink implements ObjectSink {
  private final ObjectName name;
  private final StagedFile file;
  private final VerifierPool pool;
  private final ContentVerifier verifier;
  private boolean closed;

  ArchiveSink(ObjectName name, StagedFile file, VerifierPool pool) {
    this.name = name;
    this.file = file;
    this.pool = pool;
    this.verifier = pool.take();
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    verifier.update(bytes.duplicate());
    file.write(bytes);
  }

  @Override
  public void finish() throws IOException {
    file.accept(name, verifier.finish());
  }

  @Override
  public void close() throws IOException {
    // Given back twice, one verifier would serve two objects at once.
    if (!closed) {
      closed = true;
      pool.give(verifier);
      file.close();
    }
  }
}
