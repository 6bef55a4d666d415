// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.ostreeupload.store.object.Checksum;

/** Writes a patch into memory. Not thread-safe. Source: docs/PROTOCOL.md, "Patches". */
final class StepWriter implements AutoCloseable {
  private static final int MAX_LITERAL = 1 << 16;

  private final ByteArrayOutputStream patch = new ByteArrayOutputStream();
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final OutputStream body;
  private final ByteArrayOutputStream literal = new ByteArrayOutputStream();
  private long position; // in the base, behind the last copy
  private long copyStart;
  private long copyEnd;

  /** Begins a patch against a base, for a file with this header in content form. */
  StepWriter(Checksum base, byte[] contentHeader, long size) throws IOException {
    patch.write(base.toBytes());
    body = new DeflaterOutputStream(patch, deflater, 1 << 14);
    body.write(contentHeader);
    new DataOutputStream(body).writeLong(size);
  }

  /** Adds bytes that are not in the base. */
  void literal(byte[] bytes, int offset, int length) throws IOException {
    boolean full = literal.size() > 0 && literal.size() + length > MAX_LITERAL;
    if (copyEnd > copyStart || full) {
      writeStep();
    }
    literal.write(bytes, offset, length);
  }

  /** Adds bytes of the base; none that lie before what was added last. */
  void copy(long from, long to) throws IOException {
    if (copyEnd == copyStart) {
      copyStart = from;
    } else if (copyEnd != from) {
      writeStep();
      copyStart = from;
    }
    copyEnd = to;
  }

  private void writeStep() throws IOException {
    writeNumber(literal.size());
    literal.writeTo(body);
    literal.reset();
    boolean copies = copyEnd > copyStart;
    writeNumber(copies ? copyStart - position : 0);
    writeNumber(copyEnd - copyStart);
    position = copies ? copyEnd : position;
    copyStart = position;
    copyEnd = position;
  }

  private void writeNumber(long number) throws IOException {
    long left = number;
    for (; left > 0x7f; left >>>= 7) {
      body.write((int) (left & 0x7f | 0x80));
    }
    body.write((int) left);
  }

  /** About how many bytes there are so far. */
  int length() {
    return patch.size();
  }

  /** Ends the patch and returns all of it. */
  byte[] finish() throws IOException {
    if (literal.size() > 0 || copyEnd > copyStart) {
      writeStep();
    }
    body.close();
    return patch.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
  }
}
