// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * The zlib of the system, asked for what {@link java.util.zip.Inflater} does not tell: where in a
 * raw deflate stream the blocks end. Not thread-safe; {@link #close} frees its memory.
 */
final class Zlib implements AutoCloseable {
  /** The most bytes that are taken and given at once. */
  static final int PIECE = 1 << 16;

  private static final int RAW = -15; // the largest window, without header and trailer
  private static final int Z_OK = 0;
  private static final int Z_STREAM_END = 1;
  private static final int Z_NEED_DICT = 2;
  private static final int Z_DATA_ERROR = -3;
  private static final int Z_BUF_ERROR = -5;
  private static final int Z_BLOCK = 5;
  private static final int UNUSED_BITS = 7;
  private static final int AT_END_OF_BLOCK = 128;

  // z_stream where pointers and longs have 64 bits.
  private static final StructLayout STREAM =
      MemoryLayout.structLayout(
          ADDRESS.withName("next_in"),
          JAVA_INT.withName("avail_in"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("total_in"),
          ADDRESS.withName("next_out"),
          JAVA_INT.withName("avail_out"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("total_out"),
          MemoryLayout.sequenceLayout(5, ADDRESS).withName("msg, state, zalloc, zfree, opaque"),
          JAVA_INT.withName("data_type"),
          MemoryLayout.paddingLayout(4),
          MemoryLayout.sequenceLayout(2, JAVA_LONG).withName("adler, reserved"));
  private static final long NEXT_IN = offset("next_in");
  private static final long AVAIL_IN = offset("avail_in");
  private static final long TOTAL_IN = offset("total_in");
  private static final long NEXT_OUT = offset("next_out");
  private static final long AVAIL_OUT = offset("avail_out");
  private static final long DATA_TYPE = offset("data_type");

  private static final Optional<Library> LIBRARY = Library.find();

  private final Library library;
  private final Arena arena;
  private final MemorySegment stream;
  private final MemorySegment input;
  private final MemorySegment output;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @throws IllegalStateException if {@linkplain #isThere there is no zlib}
   */
  Zlib() {
    library = LIBRARY.orElseThrow(() -> new IllegalStateException("this system has no zlib"));
    arena = Arena.ofConfined();
    boolean begun = false;
    try {
      stream = arena.allocate(STREAM);
      input = arena.allocate(PIECE);
      output = arena.allocate(PIECE);
      library.init(stream, arena.allocateFrom("1"));
      begun = true;
    } finally {
      if (!begun) {
        arena.close();
      }
    }
  }

  private static long offset(String field) {
    return STREAM.byteOffset(MemoryLayout.PathElement.groupElement(field));
  }

  /** Says whether this system has a zlib that can be used. */
  static boolean isThere() {
    return LIBRARY.isPresent();
  }

  /** The functions of zlib. */
  private record Library(MethodHandle inflateInit, MethodHandle inflate, MethodHandle inflateEnd) {
    static Optional<Library> find() {
      if (ADDRESS.byteSize() != Long.BYTES) {
        return Optional.empty();
      }
      try {
        SymbolLookup zlib = SymbolLookup.libraryLookup("libz.so.1", Arena.global());
        return Optional.of(
            new Library(
                handle(zlib, "inflateInit2_", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT),
                handle(zlib, "inflate", ADDRESS, JAVA_INT),
                handle(zlib, "inflateEnd", ADDRESS)));
      } catch (IllegalArgumentException | NoSuchElementException e) {
        return Optional.empty(); // there is none, or one without these
      }
    }

    private static MethodHandle handle(SymbolLookup zlib, String name, MemoryLayout... arguments) {
      return Linker.nativeLinker()
          .downcallHandle(zlib.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    void init(MemorySegment stream, MemorySegment version) {
      int size = (int) STREAM.byteSize();
      require(call(() -> (int) inflateInit.invokeExact(stream, RAW, version, size)) == Z_OK);
    }

    int inflate(MemorySegment stream) {
      return call(() -> (int) inflate.invokeExact(stream, Z_BLOCK));
    }

    void end(MemorySegment stream) {
      require(call(() -> (int) inflateEnd.invokeExact(stream)) == Z_OK);
    }

    private static void require(boolean well) {
      if (!well) {
        throw new IllegalStateException("zlib cannot be used");
      }
    }

    private static int call(Call call) {
      try {
        return call.run();
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A call of a native function. */
  @FunctionalInterface
  private interface Call {
    int run() throws Throwable;
  }

  /** Says whether all input is used up. */
  boolean needsInput() {
    return stream.get(JAVA_INT, AVAIL_IN) == 0;
  }

  /** Gives it input, at most a {@link #PIECE}, when it needs some. */
  void input(byte[] bytes, int length) {
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, input, 0, length);
    stream.set(ADDRESS, NEXT_IN, input);
    stream.set(JAVA_INT, AVAIL_IN, length);
  }

  /**
   * Inflates until a block ends, the input is used up, or there is a piece of output.
   *
   * @param bytes where the output goes; has room for a {@link #PIECE} behind the offset
   * @return how many bytes of output there are
   * @throws MalformedException if this is no raw deflate stream
   */
  int inflate(byte[] bytes, int offset) throws MalformedException {
    stream.set(ADDRESS, NEXT_OUT, output);
    stream.set(JAVA_INT, AVAIL_OUT, PIECE);
    int result = library.inflate(stream);
    if (result == Z_STREAM_END) {
      ended = true;
    } else if (result == Z_NEED_DICT || result == Z_DATA_ERROR) {
      throw new MalformedException("data is no raw deflate stream");
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      throw new IllegalStateException("zlib fails: " + result);
    }
    int count = PIECE - stream.get(JAVA_INT, AVAIL_OUT);
    MemorySegment.copy(output, 0, MemorySegment.ofArray(bytes), offset, count);
    return count;
  }

  /** Says whether the last call ended at the end of a block. */
  boolean isAtEndOfBlock() {
    return (stream.get(JAVA_INT, DATA_TYPE) & AT_END_OF_BLOCK) != 0;
  }

  /** Says whether the stream has ended. */
  boolean hasEnded() {
    return ended;
  }

  /** How many bits of the input it has gone through. */
  long bits() {
    return stream.get(JAVA_LONG, TOTAL_IN) * Byte.SIZE
        - (stream.get(JAVA_INT, DATA_TYPE) & UNUSED_BITS);
  }

  @Override
  public void close() {
    try (arena) {
      library.end(stream);
    }
  }
}
