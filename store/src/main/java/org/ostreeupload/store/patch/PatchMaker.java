// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * Makes a patch from an earlier version of a file to a later one.
 *
 * <p>The earlier version is remembered by the checksums of its chunks; then the later one is read,
 * and wherever a chunk of the earlier one turns up, behind the last one that did, it is copied.
 * What lies between is kept. As there is no way back in the earlier one, a chunk that is far ahead
 * counts only together with those behind it. Memory: 20 bytes for each chunk, and the patch.
 */
public final class PatchMaker {
  /** The most bytes of data that either file may have. */
  public static final long MAX_SIZE = 1L << 30;

  private static final int MOD_ADLER = 65521;
  private static final int KEPT_ANYHOW = 1 << 20;
  private static final int NEAR = 16; // chunks
  private static final int RUN = 4; // chunks that count if they are far

  private final Chunks chunks;
  private final int size; // of a chunk
  private final InputStream data;
  private final StepWriter steps;
  private final long fileSize;
  private final int limit;
  private final byte[] buffer;
  private int literal; // in the buffer: where begins what is not in any chunk
  private int at; // where a chunk is looked for
  private int end; // where what was read ends
  private boolean ended; // all was read
  private int next; // the chunk that follows the last one that was copied
  private long taken; // how many bytes were copied or kept
  private long kept;

  private PatchMaker(Chunks chunks, OpenedFile later, StepWriter steps, int limit) {
    this.chunks = chunks;
    this.size = chunks.size();
    this.data = later.data();
    this.fileSize = later.size();
    this.steps = steps;
    this.limit = limit;
    this.buffer = new byte[1 << 18];
  }

  /**
   * Makes a patch.
   *
   * @param name the checksum of the earlier version
   * @param limit how many bytes the patch may have
   * @return the patch; empty if it would be longer, or if a patch is of no use between these two
   * @throws MalformedException if one of them is no content object
   */
  public static Optional<byte[]> make(
      Checksum name, StoredContent earlier, StoredContent later, int limit) throws IOException {
    try (OpenedFile after = OpenedFile.open(later)) {
      if (!isPatchable(after)) {
        return Optional.empty();
      }
      Chunks chunks;
      try (OpenedFile before = OpenedFile.open(earlier)) {
        if (!isPatchable(before)) {
          return Optional.empty();
        }
        chunks = Chunks.of(before, chunkSize(before.size()));
      }
      try (StepWriter steps = new StepWriter(name, after.header().toContentBytes(), after.size())) {
        return new PatchMaker(chunks, after, steps, limit).run();
      }
    }
  }

  private static boolean isPatchable(OpenedFile file) {
    return !file.header().isSymlink() && file.size() <= MAX_SIZE;
  }

  private static int chunkSize(long fileSize) {
    return fileSize < 1 << 18 ? 256 : fileSize < 1 << 22 ? 1024 : 4096;
  }

  private Optional<byte[]> run() throws IOException {
    while (fill()) {
      if (chunks.isChunk(next, buffer, at)) {
        copy(next);
      } else if (!search()) {
        return Optional.empty();
      }
    }
    keep(end);
    if (taken != fileSize) {
      throw new MalformedException("data is not as long as its header claims");
    }
    byte[] patch = steps.finish();
    return patch.length <= limit ? Optional.of(patch) : Optional.empty();
  }

  /** Sees to it that there are the bytes of a run; says whether a chunk is left at all. */
  private boolean fill() throws IOException {
    if (end - at < RUN * size) {
      keep(at);
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
      literal = 0;
      int room = buffer.length - end;
      int count = data.readNBytes(buffer, end, room);
      ended = count < room;
      end += count;
    }
    return end - at >= size;
  }

  private void keep(int to) throws IOException {
    if (to == literal) {
      return;
    }
    steps.literal(buffer, literal, to - literal);
    kept += to - literal;
    taken += to - literal;
    literal = to;
  }

  private void copy(int chunk) throws IOException {
    keep(at);
    steps.copy((long) chunk * size, (long) (chunk + 1) * size);
    taken += size;
    at += size;
    literal = at;
    next = chunk + 1;
  }

  /**
   * Goes on byte by byte to the next chunk, or to the end of what was read.
   *
   * @return whether a patch can still be of use
   */
  private boolean search() throws IOException {
    int adler = chunks.adler(buffer, at);
    int least = ended ? size : RUN * size; // or a run that is there could not be seen
    while (true) {
      int chunk = chunks.find(adler, buffer, at, next);
      if (chunk >= 0 && isMeant(chunk)) {
        copy(chunk);
        return true;
      }
      if (end - at <= least) {
        break;
      }
      adler = roll(adler, buffer[at] & 0xff, buffer[at + size] & 0xff);
      at++;
    }
    at++;
    keep(at);
    return kept < KEPT_ANYHOW || (kept < fileSize / 2 && steps.length() < limit);
  }

  /** Says whether what was found is not there by chance, which would cost all that is before it. */
  private boolean isMeant(int chunk) {
    if (chunk - next <= NEAR) {
      return true;
    }
    boolean run = end - at >= RUN * size;
    for (int i = 1; i < RUN && run; i++) {
      run = chunks.isChunk(chunk + i, buffer, at + i * size);
    }
    return run;
  }

  /** The Adler-32 one byte further on. */
  private int roll(int adler, int out, int in) {
    int a = (adler & 0xffff) - out + in;
    a += a < 0 ? MOD_ADLER : 0;
    a -= a >= MOD_ADLER ? MOD_ADLER : 0;
    int b = ((adler >>> 16) - size * out % MOD_ADLER + a - 1) % MOD_ADLER;
    b += b < 0 ? MOD_ADLER : 0;
    return b << 16 | a;
  }
}
