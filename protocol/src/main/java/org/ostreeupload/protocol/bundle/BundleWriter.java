// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.ostreeupload.protocol.ContentForms;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** Writes a bundle. Not thread-safe; does not close the stream below. */
public final class BundleWriter {
  private final OutputStream out;
  private final byte[] piece = new byte[1 << 16];
  private int frames;

  /** Begins a bundle. */
  public BundleWriter(OutputStream out) throws IOException {
    this.out = out;
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(Frame.MAGIC).array());
  }

  /**
   * Writes an object.
   *
   * @param length how many bytes the stream has
   * @throws MalformedException if the stream has more or fewer bytes
   */
  public void object(ObjectName name, StoredContent.Form form, long length, InputStream bytes)
      throws IOException {
    head(name.type().id(), ContentForms.number(form), name.checksum(), length);
    long left = length;
    while (left > 0) {
      int count = bytes.read(piece, 0, (int) Math.min(piece.length, left));
      if (count < 0) {
        throw new MalformedException("it is shorter than it was: it changed");
      }
      out.write(piece, 0, count);
      left -= count;
    }
    if (bytes.read() >= 0) {
      throw new MalformedException("it is longer than it was: it changed");
    }
  }

  /** Writes a content object as a patch. */
  public void patch(Checksum file, byte[] patch) throws IOException {
    head(ObjectType.FILE.id(), Frame.PATCH, file, patch.length);
    out.write(patch);
  }

  /** Writes the detached metadata of a commit. */
  public void detached(Checksum commit, byte[] bytes) throws IOException {
    head(Frame.DETACHED, 0, commit, bytes.length);
    out.write(bytes);
  }

  private void head(int kind, int form, Checksum checksum, long length) throws IOException {
    byte[] head = new byte[Frame.HEAD_SIZE];
    head[0] = (byte) kind;
    head[1] = (byte) form;
    checksum.write(head, 2);
    ByteBuffer.wrap(head).putLong(2 + Checksum.SIZE, length);
    out.write(head);
    frames++;
  }

  /** Ends the bundle: a reader can tell that nothing was lost. */
  public void end() throws IOException {
    out.write(ByteBuffer.allocate(1 + Integer.BYTES).put((byte) Frame.END).putInt(frames).array());
  }
}
