// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;

/**
 * Makes a content object in archive form out of a patch and of the object that it is against.
 *
 * <p>Neither is trusted, and nothing of the result is checked here: that is up to who takes it.
 * Memory is bounded, and so is the result, by the size that the patch begins with. Not thread-safe.
 */
public final class PatchedObject implements AutoCloseable {
  private final StepReader steps;
  private final PatchWork work;
  private final Checksum base;

  private PatchedObject(StepReader steps, PatchWork work) throws IOException {
    this.steps = steps;
    this.work = work;
    this.base = steps.base();
  }

  /**
   * Begins to read a patch.
   *
   * @param work how much it may have done; what it has done counts, whatever comes of it
   * @throws MalformedException if {@linkplain #isPossible patches cannot be used here}
   */
  public static PatchedObject read(InputStream patch, PatchWork work) throws IOException {
    if (!isPossible()) {
      throw new MalformedException("patches are not taken here");
    }
    work.countStep();
    StepReader steps = new StepReader(patch);
    boolean begun = false;
    try {
      PatchedObject object = new PatchedObject(steps, work);
      begun = true;
      return object;
    } finally {
      if (!begun) {
        steps.close();
      }
    }
  }

  /** Says whether patches can be used on this system. */
  public static boolean isPossible() {
    return Zlib.isThere();
  }

  /** The object that the patch is against. */
  public Checksum base() {
    return base;
  }

  /**
   * Makes the object.
   *
   * @param stored the object that the patch is against, in archive form
   * @param level the level at which what is new is deflated, 1 to 9
   * @param target takes the object, piece by piece
   * @throws BaseException if the base cannot be read, or is damaged
   * @throws MalformedException if the patch breaks a rule, or does not fit, or makes too much work
   */
  public void write(StoredContent stored, int level, Target target) throws IOException {
    FileHeader header = steps.header();
    long size = steps.size();
    if (header.isSymlink() || size < 0) {
      throw new MalformedException("a patch cannot make a symlink");
    }
    work.count(size);
    target.write(ByteBuffer.wrap(header.toArchiveBytes(size)));
    try (BaseStream data = BaseStream.open(base, stored);
        BaseStream blocks = BaseStream.open(base, stored)) {
      FileHeader.Archived archived = data.header();
      var _ = blocks.header();
      if (archived.header().isSymlink()) {
        throw new MalformedException("a patch cannot be against a symlink");
      }
      try (DeflatedBlocks inflated = new DeflatedBlocks(data, work);
          Splicer splicer = new Splicer(blocks, level, new Bits(target))) {
        new Run(inflated, splicer, archived.size()).take(size);
        splicer.finish();
      }
    }
    steps.end();
  }

  /** Takes what is made. */
  @FunctionalInterface
  public interface Target {
    /** Takes the next bytes, all that remain in the buffer. */
    void write(ByteBuffer bytes) throws IOException;
  }

  /** The steps of a patch, taken one after the other. */
  private final class Run {
    private final DeflatedBlocks inflated;
    private final Splicer splicer;
    private final long baseSize;
    private final byte[] literal = new byte[1 << 14];
    private long position; // in the data of the base

    Run(DeflatedBlocks inflated, Splicer splicer, long baseSize) {
      this.inflated = inflated;
      this.splicer = splicer;
      this.baseSize = baseSize;
    }

    void take(long size) throws IOException {
      long left = size;
      while (left > 0) {
        work.countStep();
        long fresh = steps.count(left);
        takeLiteral(fresh);
        left -= fresh;
        position += steps.count(baseSize - position);
        long copied = steps.count(Math.min(left, baseSize - position));
        copy(position + copied);
        left -= copied;
        if (fresh == 0 && copied == 0) {
          throw new MalformedException("patch has a step that adds nothing");
        }
      }
    }

    private void takeLiteral(long length) throws IOException {
      for (long left = length; left > 0; ) {
        int count = (int) Math.min(left, literal.length);
        steps.literal(literal, count);
        splicer.data(literal, 0, count);
        left -= count;
      }
    }

    private void copy(long to) throws IOException {
      long from = position;
      while (position < to) {
        while (position >= inflated.end()) {
          nextBlock();
        }
        if (isTakenOver(from, to)) {
          splicer.block(inflated.firstBit(), inflated.endBit(), inflated.data(), inflated.length());
        } else {
          int offset = (int) (position - inflated.start());
          int count = (int) (Math.min(to, inflated.end()) - position);
          splicer.data(inflated.data(), offset, count);
        }
        position = Math.min(to, inflated.end());
      }
    }

    private void nextBlock() throws IOException {
      try {
        if (!inflated.next()) {
          throw new MalformedException("it has less data than its header claims");
        }
      } catch (PatchWork.SpentException | BaseException e) {
        throw e;
      } catch (MalformedException e) {
        throw new BaseException(base, e.rule());
      }
    }

    /** Says whether all of the block, and all that it can refer to, lies in the range. */
    private boolean isTakenOver(long from, long to) {
      long window = Math.min(inflated.start(), Splicer.WINDOW);
      return inflated.isWhole()
          && position == inflated.start()
          && inflated.end() <= to
          && inflated.start() - window >= from;
    }
  }

  @Override
  public void close() {
    steps.close();
  }
}
