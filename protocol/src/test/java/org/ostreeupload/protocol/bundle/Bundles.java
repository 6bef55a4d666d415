// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.object.Checksum;

/** Makes bundles for tests, sound ones and others, and takes them apart. */
final class Bundles {
  static final byte[] MAGIC = {'O', 'U', 'B', '2'};

  private Bundles() {}

  /**
   * A frame as it was read.
   *
   * @param frame its head
   * @param content its bytes in hexadecimal
   */
  record Read(Frame frame, String content) {
    static Read of(Frame frame, byte[] content) {
      return new Read(frame, HexFormat.of().formatHex(content));
    }

    byte[] bytes() {
      return HexFormat.of().parseHex(content);
    }
  }

  static byte[] write(List<Read> frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    for (Read read : frames) {
      switch (read.frame()) {
        case Frame.ObjectFrame object ->
            writer.object(
                object.name(),
                object.form(),
                object.length(),
                new ByteArrayInputStream(read.bytes()));
        case Frame.PatchFrame patch -> writer.patch(patch.name().checksum(), read.bytes());
        case Frame.DetachedFrame detached -> writer.detached(detached.commit(), read.bytes());
      }
    }
    writer.end();
    return out.toByteArray();
  }

  static List<Read> read(byte[] bundle) throws IOException {
    return read(new ByteArrayInputStream(bundle), Limits.DEFAULT);
  }

  static List<Read> read(InputStream in, Limits limits) throws IOException {
    BundleReader reader = new BundleReader(in, limits);
    List<Read> frames = new ArrayList<>();
    for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
      frames.add(Read.of(next.get(), reader.readAll()));
    }
    return frames;
  }

  /** Reads the heads and leaves it to the reader to skip the rest. */
  static List<Frame> heads(byte[] bundle) throws IOException {
    BundleReader reader = new BundleReader(new ByteArrayInputStream(bundle), Limits.DEFAULT);
    List<Frame> frames = new ArrayList<>();
    for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
      frames.add(next.get());
    }
    return frames;
  }

  static byte[] head(int kind, int form, long length) {
    return ByteBuffer.allocate(Frame.HEAD_SIZE)
        .put((byte) kind)
        .put((byte) form)
        .put(Checksum.ofBytes(new byte[0]).toBytes())
        .putLong(length)
        .array();
  }

  static byte[] end(int frames) {
    return ByteBuffer.allocate(5).put((byte) Frame.END).putInt(frames).array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A stream that gives as few bytes at a time as it likes. */
  static InputStream dribbling(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        int most = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(200);
        return super.read(into, offset, Math.min(length, most));
      }
    };
  }
}
