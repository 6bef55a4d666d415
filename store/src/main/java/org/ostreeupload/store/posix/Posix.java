// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * System calls of Linux on files of the default file system.
 *
 * <p>Stateless and thread-safe. Every failure is an {@link IOException} that names the path. Paths
 * of other file systems (tests use some) are {@linkplain #canCall not served}; callers have a
 * slower way for those.
 */
public final class Posix {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int ENOENT = 2;
  private static final int EEXIST = 17;
  private static final int EINVAL = 22;
  private static final int ERANGE = 34;
  private static final int ENOSYS = 38;
  private static final int ENODATA = 61;
  private static final int EOPNOTSUPP = 95;
  private static final int AT_FDCWD = -100;
  private static final int RENAME_NOREPLACE = 1;
  // O_RDONLY is 0; O_DIRECTORY would have another value on every other processor.
  private static final int O_RDONLY_CLOEXEC = 02000000;
  private static final int MAX_XATTR = 1 << 16;
  private static final int MAX_LINK = 1 << 13;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = call("close", JAVA_INT);
  private static final MethodHandle SYNCFS = call("syncfs", JAVA_INT);
  private static final MethodHandle RENAMEAT2 =
      call("renameat2", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle UTIMENSAT =
      call("utimensat", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle LLISTXATTR =
      longCall("llistxattr", ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle LGETXATTR =
      longCall("lgetxattr", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);

  private static final MethodHandle READLINK = longCall("readlink", ADDRESS, ADDRESS, JAVA_LONG);

  private Posix() {}

  private static MethodHandle call(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MethodHandle longCall(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** Says whether the calls of this class work on a path: it must be of the default file system. */
  public static boolean canCall(Path path) {
    return path.getFileSystem() == FileSystems.getDefault();
  }

  /** What the kernel calls the time since it started; empty if it does not tell. */
  public static String bootId() throws IOException {
    return Files.exists(BOOT_ID) ? Files.readString(BOOT_ID) : "";
  }

  /** Sets the times of a file to now; that takes the right to write only, not to own it. */
  public static void touch(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int) UTIMENSAT.invokeExact(state, AT_FDCWD, text(arena, path), MemorySegment.NULL, 0);
      require(result == 0, "touch", path, state);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static int openDirectory(Path directory) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int descriptor = (int) OPEN.invokeExact(state, text(arena, directory), O_RDONLY_CLOEXEC);
      require(descriptor >= 0, "open", directory, state);
      return descriptor;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void syncFileSystem(int descriptor, Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      require((int) SYNCFS.invokeExact(state, descriptor) == 0, "syncfs", path, state);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void close(int descriptor, Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      require((int) CLOSE.invokeExact(state, descriptor) == 0, "close", path, state);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Renames a file unless the target exists.
   *
   * @return false if this kernel or file system cannot do that in one step; nothing was done then
   * @throws FileAlreadyExistsException if the target exists
   */
  public static boolean renameWithoutReplacing(Path source, Path target) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int)
              RENAMEAT2.invokeExact(
                  state,
                  AT_FDCWD,
                  text(arena, source),
                  AT_FDCWD,
                  text(arena, target),
                  RENAME_NOREPLACE);
      if (result == 0) {
        return true;
      }
      int error = (int) ERRNO.get(state, 0L);
      if (error == EEXIST) {
        throw new FileAlreadyExistsException(target.toString());
      }
      if (error == EINVAL || error == ENOSYS) {
        return false;
      }
      throw error("rename", target, error);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Lists the names of the extended attributes of a file, symlinks not followed. */
  public static List<byte[]> listXattrs(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment buffer = arena.allocate(MAX_XATTR);
      long size = (long) LLISTXATTR.invokeExact(state, text(arena, path), buffer, (long) MAX_XATTR);
      if (size < 0 && (int) ERRNO.get(state, 0L) == EOPNOTSUPP) {
        return List.of();
      }
      require(size >= 0, "list extended attributes", path, state);
      return split(buffer.asSlice(0, size).toArray(JAVA_BYTE));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static List<byte[]> split(byte[] names) {
    List<byte[]> list = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == 0) {
        list.add(Arrays.copyOfRange(names, start, i));
        start = i + 1;
      }
    }
    return list;
  }

  /** Reads an extended attribute of a file, symlinks not followed; empty if it has none. */
  public static Optional<byte[]> xattr(Path path, byte[] name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment nameText = arena.allocate(name.length + 1L);
      nameText.copyFrom(MemorySegment.ofArray(name));
      MemorySegment pathText = text(arena, path);
      for (int capacity = 512; ; capacity = MAX_XATTR) {
        MemorySegment buffer = arena.allocate(capacity);
        long size =
            (long) LGETXATTR.invokeExact(state, pathText, nameText, buffer, (long) capacity);
        if (size >= 0) {
          return Optional.of(buffer.asSlice(0, size).toArray(JAVA_BYTE));
        }
        int error = (int) ERRNO.get(state, 0L);
        if (error == ENODATA || error == EOPNOTSUPP) {
          return Optional.empty();
        }
        if (error != ERANGE || capacity == MAX_XATTR) {
          throw error("read an extended attribute", path, error);
        }
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Reads the target of a symlink, byte for byte. */
  public static byte[] readLink(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment buffer = arena.allocate(MAX_LINK);
      long size = (long) READLINK.invokeExact(state, text(arena, path), buffer, (long) MAX_LINK);
      require(size >= 0, "read a symlink", path, state);
      return buffer.asSlice(0, size).toArray(JAVA_BYTE);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static MemorySegment text(Arena arena, Path path) {
    return arena.allocateFrom(path.toString(), StandardCharsets.UTF_8);
  }

  private static void require(boolean done, String action, Path path, MemorySegment state)
      throws IOException {
    if (!done) {
      throw error(action, path, (int) ERRNO.get(state, 0L));
    }
  }

  private static IOException error(String action, Path path, int errno) {
    return errno == ENOENT
        ? new NoSuchFileException(path.toString())
        : new FileSystemException(path.toString(), null, "cannot " + action + ": errno " + errno);
  }

  private static IOException failure(Throwable thrown) throws IOException {
    switch (thrown) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a system call threw", thrown);
    }
  }
}
