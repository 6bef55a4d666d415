// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.ostreeupload.protocol.ContentForms;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Takes a bundle apart, frame by frame, from a stream that nobody trusts.
 *
 * <p>Ask {@link #next} for a frame, then {@link #read} its bytes; what was not read is skipped. Not
 * thread-safe; does not close the stream below. Memory is one buffer.
 */
public final class BundleReader {
  private final InputStream in;
  private final Limits limits;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
  private long total;
  private long left;
  private int frames;
  private boolean started;

  /** Makes a reader that keeps to limits. */
  public BundleReader(InputStream in, Limits limits) {
    this.in = in;
    this.limits = limits;
  }

  /**
   * Goes to the next frame.
   *
   * @return the frame, or empty at the end of the bundle
   * @throws MalformedException if the bundle breaks a rule or a limit
   * @throws EOFException if the stream ends inside the bundle
   */
  public Optional<Frame> next() throws IOException {
    if (!started) {
      require(4);
      if (buffer.getInt() != Frame.MAGIC) {
        throw new MalformedException("this is no bundle");
      }
      started = true;
    }
    skipRest();
    require(1);
    int kind = buffer.get();
    if (kind == Frame.END) {
      end();
      return Optional.empty();
    }
    require(Frame.HEAD_SIZE - 1);
    Frame frame = frame(kind);
    left = frame.length();
    frames++;
    return Optional.of(frame);
  }

  private Frame frame(int kind) throws MalformedException {
    int formNumber = buffer.get();
    Checksum checksum = Checksum.read(buffer.array(), buffer.position());
    buffer.position(buffer.position() + Checksum.SIZE);
    long length = buffer.getLong();
    if (kind == Frame.DETACHED) {
      requireOnlyForm(formNumber);
      requireLength(length, ObjectReader.MAX_METADATA, ObjectName.commit(checksum));
      return new Frame.DetachedFrame(checksum, length);
    }
    ObjectType type =
        ObjectType.ofId(kind)
            .orElseThrow(() -> new MalformedException("frame of unknown kind " + kind));
    ObjectName name = new ObjectName(checksum, type);
    if (type.isMetadata()) {
      requireOnlyForm(formNumber);
      requireLength(length, Math.min(ObjectReader.MAX_METADATA, limits.bundledObject()), name);
      return new Frame.ObjectFrame(name, StoredContent.Form.ARCHIVE, length);
    }
    requireLength(length, limits.bundledObject(), name);
    if (formNumber == Frame.PATCH) {
      return new Frame.PatchFrame(name, length);
    }
    StoredContent.Form form =
        ContentForms.ofNumber(formNumber)
            .orElseThrow(() -> new MalformedException("frame of unknown form " + formNumber));
    return new Frame.ObjectFrame(name, form, length);
  }

  private static void requireOnlyForm(int number) throws MalformedException {
    if (number != 0) {
      throw new MalformedException("metadata has one form only, the one of number 0");
    }
  }

  private void requireLength(long length, long limit, ObjectName name) throws MalformedException {
    if (length < 0 || length > limit) {
      throw new MalformedException(
          "frame of "
              + Long.toUnsignedString(length)
              + " bytes in a bundle for "
              + name
              + ", at most "
              + limit
              + " may be");
    }
    total += Frame.HEAD_SIZE + length;
    if (total > limits.bundle()) {
      throw new MalformedException("bundle larger than " + limits.bundle() + " bytes");
    }
  }

  private void end() throws IOException {
    require(4);
    int count = buffer.getInt();
    if (count != frames) {
      throw new MalformedException("bundle has " + frames + " frames, its end says " + count);
    }
    if (buffer.hasRemaining() || in.read() >= 0) {
      throw new MalformedException("bytes behind the end of the bundle");
    }
  }

  /**
   * Reads bytes of the current frame.
   *
   * @return at least one byte, valid until the next call; empty at the end of the frame
   * @throws EOFException if the stream ends inside the frame
   */
  public ByteBuffer read() throws IOException {
    if (left > 0 && !buffer.hasRemaining()) {
      fill(1);
    }
    int count = (int) Math.min(left, buffer.remaining());
    ByteBuffer piece = buffer.slice(buffer.position(), count);
    buffer.position(buffer.position() + count);
    left -= count;
    return piece;
  }

  /** Reads all bytes of the current frame. */
  public byte[] readAll() throws IOException {
    byte[] bytes = new byte[Math.toIntExact(left)];
    int at = 0;
    while (left > 0) {
      ByteBuffer piece = read();
      int count = piece.remaining();
      piece.get(bytes, at, count);
      at += count;
    }
    return bytes;
  }

  /** The bytes of the current frame; good until the next one is asked for. */
  public InputStream stream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (left > 0 && !buffer.hasRemaining()) {
          fill(1);
        }
        int count = (int) Math.min(length, Math.min(left, buffer.remaining()));
        buffer.get(bytes, offset, count);
        left -= count;
        return count == 0 ? -1 : count;
      }
    };
  }

  private void skipRest() throws IOException {
    while (left > 0) {
      read();
    }
  }

  private void require(int count) throws IOException {
    if (buffer.remaining() < count) {
      fill(count);
    }
  }

  private void fill(int count) throws IOException {
    buffer.compact();
    while (buffer.position() < count) {
      int read = in.read(buffer.array(), buffer.position(), buffer.remaining());
      if (read < 0) {
        throw new EOFException("bundle is cut short");
      }
      buffer.position(buffer.position() + read);
    }
    buffer.flip();
  }
}
