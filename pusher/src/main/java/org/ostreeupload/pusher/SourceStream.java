// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.FilterInputStream;
import java.io.IOException;
import org.ostreeupload.store.ObjectException;

/**
 * The bytes of an object on their way out. What goes wrong with them is a {@link SourceFailure},
 * and so is an end before all of them were read.
 */
final class SourceStream extends FilterInputStream {
  private final SourceObject object;
  private long left;

  private SourceStream(SourceObject object) throws IOException {
    super(object.content().source().open());
    this.object = object;
    this.left = object.length();
  }

  static SourceStream open(SourceObject object) throws SourceFailure {
    try {
      return new SourceStream(object);
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = in.read(bytes, offset, length);
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
    left -= Math.max(0, count);
    if (count < 0 && left > 0) {
      throw new SourceFailure(
          ObjectException.damaged(object.name(), "it is shorter than it was: it changed"));
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    try {
      long skipped = in.skip(Math.min(count, left));
      left -= skipped;
      return skipped;
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }
}
