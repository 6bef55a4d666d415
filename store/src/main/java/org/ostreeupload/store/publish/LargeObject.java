// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.Verification;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/**
 * One large object that arrives in pieces, in order, over any number of connections.
 *
 * <p>The pieces are kept as they come; when the last one is there, the whole is checked from the
 * disk and staged. Not thread-safe; a {@link Transaction} gives out one for an object at a time.
 */
public final class LargeObject implements AutoCloseable {
  private static final int PIECE = 1 << 16;

  private final Transaction transaction;
  private final ObjectName name;
  private final StoredContent.Form form;
  private final long length;
  private final Path path;
  private final FileChannel channel;

  LargeObject(
      Transaction transaction, ObjectName name, StoredContent.Form form, long length, Path path)
      throws IOException {
    this.transaction = transaction;
    this.name = name;
    this.form = form;
    this.length = length;
    this.path = path;
    this.channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            StagedFile.PERMISSIONS);
  }

  /** How many bytes have arrived. */
  public long received() throws IOException {
    return channel.size();
  }

  /** Says whether all bytes have arrived. */
  public boolean isWhole() throws IOException {
    return received() == length;
  }

  /**
   * Appends bytes.
   *
   * @throws MalformedException if they are more than were announced
   */
  public void append(ByteBuffer bytes) throws IOException {
    long at = channel.size();
    if (at + bytes.remaining() > length) {
      throw new MalformedException("object is longer than the " + length + " bytes announced");
    }
    transaction.use(bytes.remaining());
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /**
   * Checks the whole object and stages it. What arrived is gone afterwards, unless this machine
   * failed: damaged bytes are of no use.
   *
   * @throws MalformedException if it is not the object that was named
   */
  public void finish() throws IOException {
    try {
      if (form == StoredContent.Form.ARCHIVE) {
        Verification.requireFile(name, path, Transaction.MAX_CONTENT);
        transaction.accept(path, name);
      } else {
        convert();
        Files.delete(path);
      }
    } catch (MalformedException e) {
      Files.delete(path);
      throw e;
    }
  }

  private void convert() throws IOException {
    try (ObjectSink sink = transaction.newSink(name, form, length)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      long at = 0;
      for (int count = channel.read(piece, at); count >= 0; count = channel.read(piece, at)) {
        at += count;
        sink.write(piece.flip());
        piece.clear();
      }
      sink.finish();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      transaction.release(name);
    }
  }
}
