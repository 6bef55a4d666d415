// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An open file or directory whose changes are recorded. Thread-safe. */
final class RecordingChannel extends FileChannel {
  private static final int PIECE = 1 << 13;
  private static final List<OpenOption> REFUSED =
      List.of(
          StandardOpenOption.DELETE_ON_CLOSE, StandardOpenOption.SYNC, StandardOpenOption.DSYNC);

  private final FileChannel real;
  private final Recorder recorder;
  private final Recorder.OpenFile file;
  private final boolean append;

  private RecordingChannel(
      FileChannel real, Recorder recorder, Recorder.OpenFile file, boolean append) {
    this.real = real;
    this.recorder = recorder;
    this.file = file;
    this.append = append;
  }

  /** Opens a real channel with these options. */
  @FunctionalInterface
  interface Opener {
    /** Opens it. */
    FileChannel open(Set<? extends OpenOption> options) throws IOException;
  }

  /**
   * Opens a real path; one that is not below the root can only be read.
   *
   * @throws UnsupportedOperationException for options that would change something unrecorded
   */
  static FileChannel open(
      Recorder recorder, Path path, Set<? extends OpenOption> options, Opener opener)
      throws IOException {
    if (REFUSED.stream().anyMatch(options::contains)) {
      throw new UnsupportedOperationException("one of " + options);
    }
    boolean append = options.contains(StandardOpenOption.APPEND);
    boolean writes = append || options.contains(StandardOpenOption.WRITE);
    // Nobody else may give the path to another file until this one is known.
    synchronized (recorder) {
      FileChannel real = writes ? create(recorder, path, options, opener) : opener.open(options);
      try {
        Optional<Recorder.OpenFile> file = recorder.find(path);
        if (file.isEmpty() && !writes) {
          return real;
        }
        FileChannel channel = new RecordingChannel(real, recorder, file.orElseThrow(), append);
        if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
          channel.truncate(0);
        }
        return channel;
      } catch (IOException | RuntimeException e) {
        real.close();
        throw e;
      }
    }
  }

  private static FileChannel create(
      Recorder recorder, Path path, Set<? extends OpenOption> options, Opener opener)
      throws IOException {
    Set<OpenOption> kept = new HashSet<>(options);
    kept.remove(StandardOpenOption.TRUNCATE_EXISTING);
    boolean creates =
        kept.contains(StandardOpenOption.CREATE) || kept.contains(StandardOpenOption.CREATE_NEW);
    return creates ? recorder.open(path, () -> opener.open(kept)) : opener.open(kept);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return recorder.write(
        file,
        bytes,
        () -> {
          int written = real.write(bytes);
          return real.position() - written;
        });
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    return recorder.write(
        file,
        bytes,
        () -> {
          long offset = append ? real.size() : position;
          real.write(bytes, position);
          return offset;
        });
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long written = 0;
    for (ByteBuffer source : List.of(sources).subList(offset, offset + length)) {
      written += write(source);
    }
    return written;
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long done = 0;
    while (done < count && position <= size()) {
      piece.clear().limit((int) Math.min(PIECE, count - done));
      if (source.read(piece) <= 0) {
        return done;
      }
      piece.flip();
      while (piece.hasRemaining()) {
        done += write(piece, position + done);
      }
    }
    return done;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    synchronized (recorder) {
      if (size < real.size()) {
        recorder.truncate(file, size, () -> real.truncate(size));
      } else {
        real.truncate(size);
      }
    }
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (!real.isOpen()) {
      throw new ClosedChannelException();
    }
    recorder.force(file);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    recorder.admitReading(file.inode());
    return real.read(target);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    recorder.admitReading(file.inode());
    return real.read(target, position);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    recorder.admitReading(file.inode());
    return real.read(targets, offset, length);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    recorder.admitReading(file.inode());
    return real.transferTo(position, count, target);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    if (mode != MapMode.READ_ONLY) {
      throw new UnsupportedOperationException("writes through memory are not recorded");
    }
    recorder.admitReading(file.inode());
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
