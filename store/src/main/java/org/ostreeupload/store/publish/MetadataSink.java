// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Verification;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/** Takes a metadata object: small, checked as a whole, written as it came. */
final class MetadataSink implements ObjectSink {
  private final ObjectName name;
  private final StagedFile file;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream(512);

  MetadataSink(ObjectName name, StagedFile file) {
    this.name = name;
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (collected.size() + bytes.remaining() > ObjectReader.MAX_METADATA) {
      throw new MalformedException("more than 10 MiB of metadata");
    }
    byte[] piece = new byte[bytes.remaining()];
    bytes.get(piece);
    collected.write(piece);
  }

  @Override
  public void finish() throws IOException {
    byte[] bytes = collected.toByteArray();
    Verification.requireMetadata(name, bytes);
    file.write(ByteBuffer.wrap(bytes));
    file.accept(name);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
