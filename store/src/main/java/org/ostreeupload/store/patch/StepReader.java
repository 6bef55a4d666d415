// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.ostreeupload.store.content.HeaderCollector;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;

/**
 * Reads a patch that nobody trusts. Ask for one thing after the other, in the order of the methods.
 * Not thread-safe; does not close the stream below. Source: docs/PROTOCOL.md, "Patches".
 */
final class StepReader implements AutoCloseable {
  private static final int PIECE = 1 << 14;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final DataInputStream body;

  StepReader(InputStream in) {
    this.in = in;
    this.body =
        new DataInputStream(
            new BufferedInputStream(new InflaterInputStream(in, inflater, PIECE), PIECE));
  }

  /** Reads something. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T strictly(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (ZipException e) {
      throw new MalformedException("patch is no raw deflate stream: " + e.getMessage());
    } catch (EOFException e) {
      throw new MalformedException("patch is cut short");
    }
  }

  /** Reads the name of the base. */
  Checksum base() throws IOException {
    byte[] bytes = in.readNBytes(Checksum.SIZE);
    if (bytes.length < Checksum.SIZE) {
      throw new MalformedException("patch is cut short");
    }
    return Checksum.read(bytes, 0);
  }

  /** Reads the header of the file. */
  FileHeader header() throws IOException {
    return FileHeader.parse(strictly(() -> HeaderCollector.read(body)));
  }

  /** Reads how many bytes of data the file has. */
  long size() throws IOException {
    return strictly(body::readLong);
  }

  /** Reads a number of bytes, which is at most what is left of the file or of the base. */
  long count(long most) throws IOException {
    long number = strictly(this::number);
    if (number > most) {
      throw new MalformedException("patch goes beyond the end of a file");
    }
    return number;
  }

  private long number() throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      int next = body.readUnsignedByte();
      number |= (long) (next & 0x7f) << shift;
      if (next <= 0x7f) {
        return number;
      }
    }
    throw new MalformedException("patch has a number that is too long");
  }

  /** Reads bytes of a literal. */
  void literal(byte[] bytes, int length) throws IOException {
    strictly(
        () -> {
          body.readFully(bytes, 0, length);
          return length;
        });
  }

  /** Requires that nothing follows. */
  void end() throws IOException {
    if (strictly(body::read) >= 0 || inflater.getRemaining() > 0 || in.read() >= 0) {
      throw new MalformedException("bytes behind the end of the patch");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
