// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of the default file system that belongs to a {@link CrashFileSystem}. Immutable. */
final class RecordedPath implements Path {
  private final CrashFileSystem fileSystem;
  private final Path real;

  RecordedPath(CrashFileSystem fileSystem, Path real) {
    this.fileSystem = fileSystem;
    this.real = real;
  }

  /**
   * The same path in the default file system.
   *
   * @throws ProviderMismatchException if it is no path of a crash file system, as the default file
   *     system does with foreign paths
   */
  static Path real(Path path) {
    if (path instanceof RecordedPath recorded) {
      return recorded.real;
    }
    throw new ProviderMismatchException("not a path of the crash file system: " + path);
  }

  private Path wrap(Path path) {
    return new RecordedPath(fileSystem, path);
  }

  private @Nullable Path wrapNullable(@Nullable Path path) {
    return path == null ? null : wrap(path);
  }

  @Override
  public CrashFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return real.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return wrapNullable(real.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return wrapNullable(real.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return wrapNullable(real.getParent());
  }

  @Override
  public int getNameCount() {
    return real.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return wrap(real.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return wrap(real.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof RecordedPath recorded && real.startsWith(recorded.real);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof RecordedPath recorded && real.endsWith(recorded.real);
  }

  @Override
  public Path normalize() {
    return wrap(real.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return wrap(real.resolve(real(other)));
  }

  @Override
  public Path relativize(Path other) {
    return wrap(real.relativize(real(other)));
  }

  @Override
  public URI toUri() {
    return real.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return wrap(real.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return wrap(real.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("watching " + real);
  }

  @Override
  public int compareTo(Path other) {
    return real.compareTo(real(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordedPath recorded
        && recorded.fileSystem == fileSystem
        && recorded.real.equals(real);
  }

  @Override
  public int hashCode() {
    return real.hashCode();
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
