// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.content.HeaderCollector;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.FileHeader;

/**
 * A content object whose header is read, and whose data is about to be.
 *
 * @param header its header
 * @param size how many bytes of data it claims
 * @param data the data, inflated if it was deflated; not checked against the size
 */
record OpenedFile(FileHeader header, long size, InputStream data) implements AutoCloseable {
  static OpenedFile open(StoredContent content) throws IOException {
    InputStream in = content.source().open();
    boolean opened = false;
    try {
      OpenedFile file =
          switch (content.form()) {
            case ARCHIVE -> {
              FileHeader.Archived archived = FileHeader.parseArchived(HeaderCollector.read(in));
              yield new OpenedFile(archived.header(), archived.size(), new Inflated(in));
            }
            case PLAIN -> {
              byte[] header = HeaderCollector.read(in);
              long size = content.length() - FileHeader.PREFIX_SIZE - header.length;
              yield new OpenedFile(FileHeader.parse(header), size, in);
            }
          };
      opened = true;
      return file;
    } finally {
      if (!opened) {
        in.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    data.close();
  }

  /** Data that is deflated. */
  private static final class Inflated extends InflaterInputStream {
    Inflated(InputStream in) {
      super(in, new Inflater(true), 1 << 16);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (ZipException | EOFException e) {
        throw new MalformedException("data is no raw deflate stream: " + e.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end();
    }
  }
}
