// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The default file system, but for two things: after a number of operations that change something
 * it fails for good, as in a crash; and what was deleted from a directory that was not synced since
 * can come back. Not thread-safe.
 */
final class CrashingFileSystem extends FileSystem {
  /** The crash. */
  static final class Crash extends IOException {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash");
    }
  }

  private final FileSystem real;
  private final Provider provider;
  private final Map<Path, byte[]> unsynced = new LinkedHashMap<>();
  private int left;

  /** Makes a file system that crashes instead of doing one more than so many operations. */
  CrashingFileSystem(FileSystem real, int operations) {
    this.real = real;
    this.provider = new Provider(real.provider());
    this.left = operations;
  }

  /** The same path in this file system. */
  Path wrap(Path path) {
    InvocationHandler handler =
        (_, method, args) ->
            switch (method.getName()) {
              case "getFileSystem" -> this;
              case "unwrap" -> path;
              default -> invoke(path, method, args == null ? new Object[0] : args);
            };
    ClassLoader loader = Wrapped.class.getClassLoader();
    return (Path) Proxy.newProxyInstance(loader, new Class<?>[] {Wrapped.class}, handler);
  }

  private @Nullable Object invoke(Path path, Method method, Object[] args) throws Throwable {
    try {
      Object result =
          method.invoke(
              path, Stream.of(args).map(arg -> arg instanceof Path p ? unwrap(p) : arg).toArray());
      return result instanceof Path plain ? wrap(plain) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** A path of this file system. */
  interface Wrapped extends Path {
    Path unwrap();
  }

  private static Path unwrap(Path path) {
    return path instanceof Wrapped wrapped ? wrapped.unwrap() : path;
  }

  /** Lets deletions that were not synced come undone, as a crash may. */
  void undo(Predicate<Path> deleted) throws IOException {
    for (Map.Entry<Path, byte[]> file : unsynced.entrySet()) {
      if (deleted.test(file.getKey()) && Files.isDirectory(file.getKey().resolveSibling(""))) {
        Files.write(file.getKey(), file.getValue());
      }
    }
  }

  private void change() throws Crash {
    if (left == 0) {
      throw new Crash();
    }
    left--;
  }

  private void synced(Path directory) {
    unsynced.keySet().removeIf(file -> directory.equals(file.getParent()));
  }

  /** Passes on what is used, and no more. */
  private final class Provider extends FileSystemProvider {
    private final FileSystemProvider plain;

    Provider(FileSystemProvider plain) {
      this.plain = plain;
    }

    @Override
    public void delete(Path path) throws IOException {
      change();
      Path file = unwrap(path);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        unsynced.put(file, Files.readAllBytes(file));
      }
      plain.delete(file);
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      Path file = unwrap(path);
      if (Files.isDirectory(file)) {
        change();
        synced(file);
      } else if (options.contains(StandardOpenOption.CREATE_NEW)) {
        change();
      }
      return plain.newFileChannel(file, options, attributes);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return plain.newByteChannel(unwrap(path), options, attributes);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      change();
      plain.move(unwrap(source), unwrap(target), options);
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
      change();
      plain.createDirectory(unwrap(directory), attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
      DirectoryStream<Path> entries =
          plain.newDirectoryStream(unwrap(directory), entry -> filter.accept(wrap(entry)));
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          Stream<Path> stream = StreamSupport.stream(entries.spliterator(), false);
          return stream.map(CrashingFileSystem.this::wrap).iterator();
        }

        @Override
        public void close() throws IOException {
          entries.close();
        }
      };
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      plain.checkAccess(unwrap(path), modes);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      return plain.readAttributes(unwrap(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      return plain.readAttributes(unwrap(path), names, options);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return plain.getFileAttributeView(unwrap(path), type, options);
    }

    @Override
    public String getScheme() {
      return "crashing";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      return CrashingFileSystem.this;
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
      return plain.isSameFile(unwrap(path), unwrap(other));
    }

    @Override
    public boolean isHidden(Path path) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return plain.getFileStore(unwrap(path));
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    return real.getPathMatcher(pattern);
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
