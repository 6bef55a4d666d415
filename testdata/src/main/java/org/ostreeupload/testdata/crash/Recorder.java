// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.testdata.crash.Operation.Add;
import org.ostreeupload.testdata.crash.Operation.Slot;

/**
 * Does what changes something, one at a time, and keeps a record of it; or fails instead.
 *
 * <p>What fails by itself, as creating a file that is there, is passed on to fail: it is neither
 * counted nor recorded. Thread-safe.
 */
final class Recorder {
  /** A change of the real file system. */
  @FunctionalInterface
  interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  /** A change of the real file system that has a result. */
  @FunctionalInterface
  interface Call<T extends @Nullable Object> {
    /** Does it. */
    T run() throws IOException;
  }

  private final DiskImage initial;

  // All below is guarded by this.
  private final LiveTree tree;
  private final List<Inode> created = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private Optional<FailureMode> mode = Optional.empty();
  private int left;
  private int failures;
  private final Set<Integer> unreadable = new HashSet<>();

  /** Takes what is in a real directory as durable. */
  Recorder(Path root) throws IOException {
    this.initial = DiskImage.read(root);
    this.tree = new LiveTree(root, initial.fork());
  }

  synchronized void failAfter(int operations, FailureMode mode) {
    this.left = operations;
    this.mode = Optional.of(mode);
  }

  synchronized void breakReading(Path path) throws IOException {
    unreadable.add(tree.inode(path));
  }

  /** Fails if the bytes of a file, or the names in a directory, cannot be read. */
  synchronized void admitReading(int inode) throws IOException {
    if (unreadable.contains(inode)) {
      throw FailureMode.BROKEN.ofOpenFile();
    }
  }

  synchronized int failures() {
    return failures;
  }

  synchronized List<Operation> operations() {
    return List.copyOf(operations);
  }

  synchronized int count() {
    return operations.size();
  }

  /** The image before the first operation, with all inodes that were made since, unnamed. */
  synchronized DiskImage initial() {
    DiskImage image = initial.fork();
    created.forEach(inode -> image.add(inode.copy()));
    return image;
  }

  /** Makes something new under a new name. */
  synchronized void add(Operation.Kind kind, Path path, Step step) throws IOException {
    add(
        kind,
        path,
        () -> {
          step.run();
          return null;
        });
  }

  /** Makes a file, unless it is there. */
  synchronized FileChannel open(Path path, Call<FileChannel> call) throws IOException {
    return add(Operation.Kind.CREATE, path, call);
  }

  private <T extends @Nullable Object> T add(Operation.Kind kind, Path path, Call<T> call)
      throws IOException {
    if (isThere(path)) {
      return call.run();
    }
    Slot slot = tree.slot(path);
    admit(path, true);
    T result = call.run();
    record(new Add(kind, tree.describe(path), slot, newInode(path)));
    return result;
  }

  private int newInode(Path path) throws IOException {
    Inode inode = Inode.of(path);
    created.add(inode);
    return tree.add(inode.copy());
  }

  /** Makes another name for what has one. */
  synchronized void link(Path path, Path existing, Step step) throws IOException {
    if (!isThere(existing) || isThere(path)) {
      step.run();
      return;
    }
    Slot slot = tree.slot(path);
    int inode = tree.inode(tree.slot(existing), existing);
    admit(path, true);
    step.run();
    record(new Add(Operation.Kind.LINK, tree.describe(path), slot, inode));
  }

  /** Deletes a name. */
  synchronized void delete(Path path, Step step) throws IOException {
    if (!isThere(path)) {
      step.run();
      return;
    }
    Slot slot = tree.slot(path);
    admit(path, false);
    step.run();
    record(new Operation.Delete(tree.describe(path), slot));
  }

  /** Renames what has a name. */
  synchronized void rename(Path path, Path target, Step step) throws IOException {
    if (!isThere(path)) {
      step.run();
      return;
    }
    Slot from = tree.slot(path);
    Slot to = tree.slot(target);
    int inode = tree.inode(from, path);
    if (tree.isNamed(to, inode)) {
      // POSIX: renaming one name of a file to another of its names does nothing.
      step.run();
      return;
    }
    admit(path, false);
    step.run();
    record(new Operation.Rename(tree.describe(path), tree.describe(target), from, to, inode));
  }

  /** Changes what is not modelled. */
  synchronized <T extends @Nullable Object> T touch(Path path, Call<T> call) throws IOException {
    int inode = tree.inode(path);
    admit(path, false);
    T result = call.run();
    record(new Operation.Touch(tree.describe(path), inode));
    return result;
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** An open file or directory, as the recorder knows it. */
  record OpenFile(int inode, String path) {}

  /** Finds what is below the root, symlinks followed; empty for other files. */
  synchronized Optional<OpenFile> find(Path path) throws IOException {
    OptionalInt inode = tree.find(path);
    return inode.isPresent()
        ? Optional.of(new OpenFile(inode.getAsInt(), tree.describe(path)))
        : Optional.empty();
  }

  /** Writes what {@code call} takes from the buffer at the offset that it returns. */
  synchronized int write(OpenFile file, ByteBuffer bytes, Call<Long> call) throws IOException {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    admitOpenFile(true);
    int before = bytes.remaining();
    long offset = call.run();
    int written = before - bytes.remaining();
    record(new Operation.Write(file.path(), file.inode(), offset, copy.slice(0, written)));
    return written;
  }

  /** Cuts a file. */
  synchronized void truncate(OpenFile file, long size, Step step) throws IOException {
    admitOpenFile(false);
    step.run();
    record(new Operation.Truncate(file.path(), file.inode(), size));
  }

  /** Notes that a file or directory is forced; no test needs a disk to be really awaited. */
  synchronized void force(OpenFile file) throws IOException {
    Optional<FailureMode> failure = failure(false);
    if (failure.isPresent()) {
      record(new Operation.FailedForce(file.path(), file.inode()));
      throw failure.get().ofOpenFile();
    }
    record(new Operation.Force(file.path(), file.inode()));
  }

  private void admit(Path path, boolean needsSpace) throws IOException {
    Optional<FailureMode> failure = failure(needsSpace);
    if (failure.isPresent()) {
      throw failure.get().of(path);
    }
  }

  private void admitOpenFile(boolean needsSpace) throws IOException {
    Optional<FailureMode> failure = failure(needsSpace);
    if (failure.isPresent()) {
      throw failure.get().ofOpenFile();
    }
  }

  /** How the next operation fails, if it does. */
  private Optional<FailureMode> failure(boolean needsSpace) {
    if (left > 0 || mode.isEmpty() || !mode.get().concerns(needsSpace)) {
      return Optional.empty();
    }
    Optional<FailureMode> failure = mode;
    failures++;
    if (mode.get() == FailureMode.ONCE) {
      mode = Optional.empty();
    }
    return failure;
  }

  private void record(Operation operation) {
    if (operation instanceof Operation.Entry entry) {
      tree.apply(entry);
    }
    operations.add(operation);
    left = Math.max(0, left - 1);
  }
}
