// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.content.HeaderCollector;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;

/** Reads a base: what fails is the fault of the base, and not of this machine. */
final class BaseStream extends FilterInputStream {
  private final Checksum base;

  private BaseStream(Checksum base, InputStream in) {
    super(in);
    this.base = base;
  }

  static BaseStream open(Checksum base, StoredContent stored) throws BaseException {
    try {
      return new BaseStream(base, stored.source().open());
    } catch (IOException e) {
      throw new BaseException(base, String.valueOf(e.getMessage()));
    }
  }

  /** Reads the header, which comes first. */
  FileHeader.Archived header() throws IOException {
    try {
      return FileHeader.parseArchived(HeaderCollector.read(this));
    } catch (BaseException e) {
      throw e;
    } catch (MalformedException e) {
      throw new BaseException(base, e.rule());
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return in.read(bytes, offset, length);
    } catch (IOException e) {
      throw new BaseException(base, String.valueOf(e.getMessage()));
    }
  }
}
