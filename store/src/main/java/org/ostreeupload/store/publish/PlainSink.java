// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ostreeupload.store.content.PlainReceiver;
import org.ostreeupload.store.object.ObjectName;

/** Takes a content object in plain form and writes its archive form. */
final class PlainSink implements ObjectSink {
  private final ObjectName name;
  private final StagedFile file;
  private final PlainReceiver receiver;

  PlainSink(ObjectName name, StagedFile file, long length, int zlibLevel) {
    this.name = name;
    this.file = file;
    this.receiver = new PlainReceiver(length, zlibLevel, file.stream());
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    receiver.update(bytes);
  }

  @Override
  public void finish() throws IOException {
    file.accept(name, receiver.finish());
  }

  @Override
  public void close() throws IOException {
    receiver.close();
    file.close();
  }
}
