// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ostreeupload.store.DiskSpace;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Verification;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.content.PlainReceiver;
import org.ostreeupload.store.fsck.ObjectSource.Copy;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.publish.Transaction;

/**
 * Takes objects from a source, as an archive repository keeps them, and believes nothing that it
 * says. A source that fails again and again is given up. Safe for many threads.
 */
final class Fetcher {
  private static final int ATTEMPTS = 2;
  private static final int MAX_FAILURES = 3;
  private static final int PIECE = 1 << 16;
  private static final int MAX_OVERHEAD = 2 << 20;

  private final ObjectSource source;
  private final FileCheck check;
  private final int zlibLevel;
  private final DiskSpace.Reservation space;
  private final FsckListener listener;
  private final AtomicInteger failures = new AtomicInteger();

  Fetcher(
      ObjectSource source,
      FileCheck check,
      int zlibLevel,
      DiskSpace.Reservation space,
      FsckListener listener) {
    this.source = source;
    this.check = check;
    this.zlibLevel = zlibLevel;
    this.space = space;
    this.listener = listener;
  }

  /**
   * Writes a copy of an object to a file.
   *
   * @return false if the source has none that is sound; there is no file then
   */
  boolean fetch(ObjectName name, Path file) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS && failures.get() < MAX_FAILURES; attempt++) {
      boolean written = false;
      try {
        written = fetchOnce(name, file);
        failures.set(0);
        return written;
      } catch (MalformedException e) {
        listener.rejected(source, name, e.rule());
        return false;
      } catch (SourceStream.Failure e) {
        if (failures.incrementAndGet() == MAX_FAILURES) {
          listener.gaveUp(source, String.valueOf(e.getMessage()));
        }
      } finally {
        if (!written) {
          Files.deleteIfExists(file);
        }
      }
    }
    return false;
  }

  private boolean fetchOnce(ObjectName name, Path file) throws IOException {
    Optional<Copy> copy = open(name);
    if (copy.isEmpty()) {
      return false;
    }
    try (InputStream bytes = new SourceStream(copy.get().bytes());
        OutputStream out = create(file)) {
      if (name.type().isMetadata()) {
        metadata(name, bytes, out);
      } else {
        switch (copy.get().form()) {
          case ARCHIVE -> archive(name, bytes, out);
          case PLAIN -> plain(name, copy.get().length(), bytes, out);
        }
      }
    }
    return true;
  }

  private Optional<Copy> open(ObjectName name) throws SourceStream.Failure {
    try {
      return source.open(name);
    } catch (IOException e) {
      throw new SourceStream.Failure(e);
    }
  }

  private OutputStream create(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    return new FilterOutputStream(Channels.newOutputStream(channel)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        space.use(length);
        out.write(bytes, offset, length);
      }
    };
  }

  private void metadata(ObjectName name, InputStream in, OutputStream out) throws IOException {
    byte[] bytes = in.readNBytes(ObjectReader.MAX_METADATA + 1);
    if (bytes.length > ObjectReader.MAX_METADATA) {
      throw new MalformedException("more than 10 MiB of metadata");
    }
    check.requireMetadata(name, bytes);
    out.write(bytes);
  }

  private static void archive(ObjectName name, InputStream in, OutputStream out)
      throws IOException {
    try (ContentVerifier verifier = new ContentVerifier(Transaction.MAX_CONTENT)) {
      byte[] piece = in.readNBytes(PIECE);
      long left = mostBytes(piece);
      while (piece.length > 0) {
        left -= piece.length;
        if (left < 0) {
          throw new MalformedException("more bytes than a file of its size can need");
        }
        verifier.update(ByteBuffer.wrap(piece));
        out.write(piece);
        piece = in.readNBytes(PIECE);
      }
      Verification.requireChecksum(name, verifier.finish());
    }
  }

  /**
   * How long an object that begins so can be at most: a deflate stream can go on for ever without
   * giving any data. Twice the data is more than any writer needs.
   */
  private static long mostBytes(byte[] start) {
    if (start.length < FileHeader.PREFIX_SIZE + Long.BYTES) {
      return start.length;
    }
    long size = ByteBuffer.wrap(start).getLong(FileHeader.PREFIX_SIZE);
    return 2 * Math.clamp(size, 0, Transaction.MAX_CONTENT) + MAX_OVERHEAD;
  }

  private void plain(ObjectName name, long length, InputStream in, OutputStream out)
      throws IOException {
    try (PlainReceiver receiver = new PlainReceiver(length, zlibLevel, out)) {
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        receiver.update(ByteBuffer.wrap(piece, 0, count));
      }
      Verification.requireChecksum(name, receiver.finish());
    }
  }

  @Override
  public String toString() {
    return source.toString();
  }
}
