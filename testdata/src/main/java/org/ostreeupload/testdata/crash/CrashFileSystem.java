// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A real directory whose changes are recorded, can be made to fail, and can be lost in a crash.
 *
 * <p>Give {@link #root} to the code under test, which then works on the real directory; only {@code
 * FileChannel.force} does nothing but be recorded. Changes elsewhere are refused, and so is
 * whatever would change something unseen: memory-mapped writing, {@code SYNC}, {@code
 * DELETE_ON_CLOSE}. Nobody may change the directory in another way as long as this is in use.
 *
 * <p>An operation is what a program asks of the system: to make, rename or delete one name, to
 * write once, to cut a file, to force a file or directory, to set attributes. What fails by itself
 * and locks do not count. Thread-safe; operations are done one at a time.
 */
public final class CrashFileSystem extends FileSystem {
  private final FileSystem real = FileSystems.getDefault();
  private final Recorder recorder;
  private final CrashFileSystemProvider provider;
  private final Path root;

  private CrashFileSystem(Path directory) throws IOException {
    this.recorder = new Recorder(directory);
    this.provider = new CrashFileSystemProvider(this, real.provider(), recorder);
    this.root = wrap(directory);
  }

  /**
   * Wraps a directory of the default file system. What is in it now counts as durable; it is held
   * in memory.
   *
   * @throws IllegalArgumentException if there is anything but files, directories and symlinks
   */
  public static CrashFileSystem over(Path directory) throws IOException {
    return new CrashFileSystem(directory);
  }

  /** The directory, in this file system. */
  public Path root() {
    return root;
  }

  /** A path of the default file system in this one. */
  public Path wrap(Path path) {
    return new RecordedPath(this, path);
  }

  /** Lets so many more operations pass, and the next one fail. Replaces what was said before. */
  public void failAfter(int operations, FailureMode mode) {
    recorder.failAfter(operations, mode);
  }

  /** Lets every read of what is in a file or directory fail from now on, as of a bad sector. */
  public void breakReading(Path path) throws IOException {
    recorder.breakReading(RecordedPath.real(path));
  }

  /** How many operations have failed as {@link #failAfter} says. */
  public int failures() {
    return recorder.failures();
  }

  /** How many operations are recorded: those that passed, and each force that failed. */
  public int operations() {
    return recorder.count();
  }

  Recorder recorder() {
    return recorder;
  }

  /** What was done, one line for each operation. */
  public List<String> history() {
    return recorder.operations().stream().map(Operation::toString).toList();
  }

  /** The states that a crash could have left until now. */
  public CrashStates crashStates(Sampling sampling) {
    return new CrashStates(recorder.initial(), recorder.operations(), sampling);
  }

  /** The states that a crash could have left until now, in the usual number. */
  public CrashStates crashStates() {
    return crashStates(Sampling.USUAL);
  }

  @Override
  public CrashFileSystemProvider provider() {
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
    return StreamSupport.stream(real.getRootDirectories().spliterator(), false)
        .map(this::wrap)
        .toList();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return real.getFileStores();
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
    PathMatcher matcher = real.getPathMatcher(pattern);
    return path -> matcher.matches(RecordedPath.real(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
