// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.StoredHeader;

/**
 * Computes the checksum of a content object in archive form from pieces of its bytes, and checks
 * everything that a client will check.
 *
 * <p>Give it every byte with {@link #update}, then ask {@link #finish}. The header must be strict,
 * the deflate stream must end exactly where the bytes end and give exactly the size that the header
 * claims; never more than that is inflated. Not thread-safe; {@link #close} frees native memory,
 * {@link #reset} makes it ready for another object.
 */
public final class ContentVerifier implements AutoCloseable {
  private final long maxSize;
  private final HeaderParser parser;
  private final MessageDigest digest = Checksum.newDigest();
  private final Inflater inflater = new Inflater(true);
  private final byte[] inflated = new byte[1 << 16];
  private HeaderCollector collector = new HeaderCollector();
  private @Nullable StoredHeader stored;
  private long size;

  /** Makes a verifier that refuses objects whose header claims more bytes of data than this. */
  public ContentVerifier(long maxSize) {
    this(maxSize, StoredHeader::ofValid);
  }

  private ContentVerifier(long maxSize, HeaderParser parser) {
    this.maxSize = maxSize;
    this.parser = parser;
  }

  /**
   * Makes a verifier that takes any header in normal form, whatever it describes. Its checksum
   * covers that, so such an object is as it was made, though no client may be able to use it.
   */
  public static ContentVerifier ofAnyHeader() {
    return new ContentVerifier(Long.MAX_VALUE, StoredHeader::ofAny);
  }

  /** Reads a header in archive form. */
  @FunctionalInterface
  private interface HeaderParser {
    StoredHeader parse(byte[] header) throws MalformedException;
  }

  /**
   * Takes the next bytes of the object, all that remain in the buffer.
   *
   * @throws MalformedException as soon as they cannot be the bytes of a valid object
   */
  public void update(ByteBuffer input) throws MalformedException {
    StoredHeader known = stored;
    if (known == null) {
      if (!collector.collect(input)) {
        return;
      }
      known = parser.parse(collector.header());
      if (known.size() > maxSize) {
        throw new MalformedException(
            "file of " + known.size() + " bytes is larger than the limit of " + maxSize);
      }
      digest.update(known.contentBytes());
      stored = known;
    }
    if (input.hasRemaining()) {
      inflate(known, input);
    }
  }

  private void inflate(StoredHeader known, ByteBuffer input) throws MalformedException {
    if (known.isSymlink()) {
      throw new MalformedException("symlink with data behind its header");
    }
    inflater.setInput(input);
    try {
      while (!inflater.finished()) {
        int count = inflater.inflate(inflated);
        if (count == 0 && !inflater.finished()) {
          requireProgress();
          return;
        }
        size += count;
        if (size > known.size()) {
          throw new MalformedException(
              "data inflates to more than the " + known.size() + " bytes that its header claims");
        }
        digest.update(inflated, 0, count);
      }
    } catch (DataFormatException e) {
      throw new MalformedException("data is no raw deflate stream: " + e.getMessage());
    }
    if (input.hasRemaining()) {
      throw new MalformedException("bytes behind the end of the deflate stream");
    }
  }

  private void requireProgress() throws MalformedException {
    if (inflater.needsDictionary() || !inflater.needsInput()) {
      throw new MalformedException("data is no raw deflate stream");
    }
  }

  /**
   * Ends the object and returns its checksum.
   *
   * @throws MalformedException if bytes are missing
   */
  public Checksum finish() throws MalformedException {
    StoredHeader known = stored;
    if (known == null) {
      throw new MalformedException("object ends inside its header");
    }
    if (!known.isSymlink()) {
      if (!inflater.finished()) {
        throw new MalformedException("deflate stream is cut short");
      }
      if (size != known.size()) {
        throw new MalformedException(
            "data inflates to " + size + " bytes, its header claims " + known.size());
      }
    }
    return Checksum.of(digest);
  }

  /** Makes the verifier ready for another object. */
  public void reset() {
    digest.reset();
    inflater.reset();
    collector = new HeaderCollector();
    stored = null;
    size = 0;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
