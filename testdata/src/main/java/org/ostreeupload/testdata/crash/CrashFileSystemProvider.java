// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.testdata.crash.Operation.Kind;

/**
 * Passes on what reads to the default file system, and what changes something by way of a {@link
 * Recorder}. Thread-safe.
 */
final class CrashFileSystemProvider extends FileSystemProvider {
  private final CrashFileSystem fileSystem;
  private final FileSystemProvider plain;
  private final Recorder recorder;

  CrashFileSystemProvider(CrashFileSystem fileSystem, FileSystemProvider plain, Recorder recorder) {
    this.fileSystem = fileSystem;
    this.plain = plain;
    this.recorder = recorder;
  }

  private static Path real(Path path) {
    return RecordedPath.real(path);
  }

  @Override
  public String getScheme() {
    return "crash";
  }

  @Override
  public CrashFileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CrashFileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path real = real(path);
    return RecordingChannel.open(
        recorder, real, options, kept -> plain.newFileChannel(real, kept, attributes));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    Path real = real(directory);
    recorder.add(Kind.MKDIR, real, () -> plain.createDirectory(real, attributes));
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    Path real = real(link);
    Path realTarget = real(target);
    recorder.add(Kind.SYMLINK, real, () -> plain.createSymbolicLink(real, realTarget, attributes));
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    Path real = real(link);
    Path realExisting = real(existing);
    recorder.link(real, realExisting, () -> plain.createLink(real, realExisting));
  }

  @Override
  public void delete(Path path) throws IOException {
    Path real = real(path);
    recorder.delete(real, () -> plain.delete(real));
  }

  /** Renames; if that need not be atomic, a file in the way is deleted first, as Java does. */
  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path real = real(source);
    Path realTarget = real(target);
    List<CopyOption> wanted = List.of(options);
    if (!wanted.contains(StandardCopyOption.ATOMIC_MOVE)
        && Files.exists(realTarget, LinkOption.NOFOLLOW_LINKS)) {
      if (fileKey(real).equals(fileKey(realTarget))) {
        return;
      }
      if (!wanted.contains(StandardCopyOption.REPLACE_EXISTING)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      delete(target);
    }
    recorder.rename(
        real, realTarget, () -> plain.move(real, realTarget, StandardCopyOption.ATOMIC_MOVE));
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    List<CopyOption> wanted = List.of(options);
    if (wanted.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
      throw new UnsupportedOperationException("copying attributes");
    }
    if (wanted.contains(StandardCopyOption.REPLACE_EXISTING)) {
      deleteIfExists(target);
    }
    if (Files.isDirectory(source)) {
      createDirectory(target);
      return;
    }
    try (InputStream bytes = Files.newInputStream(source)) {
      Files.copy(bytes, target);
    }
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    Path real = real(path);
    V view = plain.getFileAttributeView(real, type, options);
    return view == null ? null : RecordingView.of(recorder, real, type, view);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    Path real = real(path);
    recorder.touch(
        real,
        () -> {
          plain.setAttribute(real, name, value, options);
          return null;
        });
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> entries =
        plain.newDirectoryStream(real(directory), entry -> filter.accept(fileSystem.wrap(entry)));
    Optional<Recorder.OpenFile> file = recorder.find(real(directory));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        try {
          if (file.isPresent()) {
            recorder.admitReading(file.get().inode());
          }
        } catch (IOException e) {
          throw new DirectoryIteratorException(e);
        }
        Stream<Path> stream = StreamSupport.stream(entries.spliterator(), false);
        return stream.map(fileSystem::wrap).iterator();
      }

      @Override
      public void close() throws IOException {
        entries.close();
      }
    };
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return fileSystem.wrap(plain.readSymbolicLink(real(link)));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    plain.checkAccess(real(path), modes);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return plain.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return plain.readAttributes(real(path), names, options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return path.equals(other)
        || (other instanceof RecordedPath && plain.isSameFile(real(path), real(other)));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return plain.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return plain.getFileStore(real(path));
  }
}
