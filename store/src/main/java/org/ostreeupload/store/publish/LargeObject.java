// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.Verification;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/**
 * One large object that arrives in pieces, in order, over any number of connections.
 *
 * <p>The pieces are kept as they come, and checked on the way if this program has seen all before
 * them; or else, when the last one is there, the whole is checked from the disk. Not thread-safe; a
 * {@link Transaction} gives out one for an object at a time.
 */
public final class LargeObject implements AutoCloseable {
  private static final int PIECE = 1 << 16;

  private final Transaction transaction;
  private final ObjectName name;
  private final StoredContent.Form form;
  private final long length;
  private final Path path;
  private final FileChannel channel;
  private @Nullable RunningCheck check;
  private boolean settled; // staged or refused: no more pieces

  /**
   * Opens an object.
   *
   * @param check what is known of the bytes that have arrived; taken over, but not if this fails
   */
  LargeObject(
      Transaction transaction,
      ObjectName name,
      StoredContent.Form form,
      long length,
      Path path,
      @Nullable RunningCheck check)
      throws IOException {
    this.transaction = transaction;
    this.name = name;
    this.form = form;
    this.length = length;
    this.path = path;
    this.check = check;
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
    RunningCheck running = checkAt(at);
    if (running == null) {
      write(bytes, at);
      return;
    }
    CompletableFuture<Void> checked = running.begin(bytes.duplicate());
    try {
      write(bytes, at);
    } finally {
      checked.join(); // or the bytes would be in use
    }
  }

  private void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** The check if it can go on at a position; a new one at the beginning of an object. */
  private @Nullable RunningCheck checkAt(long position) {
    if (check == null && position == 0 && isArchivedContent()) {
      check = new RunningCheck();
    }
    return check != null && check.isAt(position) ? check : null;
  }

  private boolean isArchivedContent() {
    return form == StoredContent.Form.ARCHIVE && !name.type().isMetadata();
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
        requireObject();
        transaction.accept(path, name);
      } else {
        convert();
        Files.delete(path);
      }
      settled = true;
    } catch (MalformedException e) {
      settled = true;
      Files.delete(path);
      throw e;
    }
  }

  private void requireObject() throws IOException {
    RunningCheck running = checkAt(length);
    if (running != null) {
      Verification.requireChecksum(name, running.finish());
    } else {
      Verification.requireFile(name, path, Transaction.MAX_CONTENT);
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
    try (channel) {
      if (check != null) {
        if (settled || !check.isAt(channel.size())) {
          check.close();
        } else {
          transaction.keep(path, check);
        }
      }
    } finally {
      transaction.release(name);
    }
  }
}
