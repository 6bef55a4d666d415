// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ostreeupload.testdata.crash.Inode.Directory;
import org.ostreeupload.testdata.crash.Inode.RegularFile;
import org.ostreeupload.testdata.crash.Operation.Add;
import org.ostreeupload.testdata.crash.Operation.Delete;
import org.ostreeupload.testdata.crash.Operation.Rename;
import org.ostreeupload.testdata.crash.Operation.Slot;
import org.ostreeupload.testdata.crash.Operation.Truncate;
import org.ostreeupload.testdata.crash.Operation.Write;

/**
 * What is on a disk: numbered inodes, of which some are reached by names from the root.
 *
 * <p>Forks share inodes until one changes them. Not thread-safe, nor are forks of each other.
 */
final class DiskImage {
  /** The number of the root directory. */
  static final int ROOT = 0;

  private final List<Inode> inodes;
  private final BitSet owned = new BitSet();

  private DiskImage(List<Inode> inodes) {
    this.inodes = inodes;
  }

  /** Reads a real directory and all below it. */
  static DiskImage read(Path directory) throws IOException {
    DiskImage image = new DiskImage(new ArrayList<>());
    image.add(Inode.of(directory));
    image.readEntries(directory, ROOT, new HashMap<>());
    return image;
  }

  private void readEntries(Path directory, int number, Map<Object, Integer> known)
      throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        BasicFileAttributes attributes =
            Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Integer linked = known.get(attributes.fileKey());
        int inode = linked == null ? add(Inode.of(child)) : linked;
        known.put(attributes.fileKey(), inode);
        directory(number).entries().put(child.getFileName().toString(), inode);
        if (attributes.isDirectory()) {
          readEntries(child, inode, known);
        }
      }
    }
  }

  /** Adds an inode, as yet without a name. */
  int add(Inode inode) {
    inodes.add(inode);
    owned.set(inodes.size() - 1);
    return inodes.size() - 1;
  }

  /** An image with the same content, which changes by itself. */
  DiskImage fork() {
    owned.clear();
    return new DiskImage(new ArrayList<>(inodes));
  }

  /** What a name stands for. */
  OptionalInt find(Slot slot) {
    Integer inode =
        inodes.get(slot.directory()) instanceof Directory directory
            ? directory.entries().get(slot.name())
            : null;
    return inode == null ? OptionalInt.empty() : OptionalInt.of(inode);
  }

  Inode inode(int number) {
    return inodes.get(number);
  }

  /** Does what of an operation arrived. */
  void apply(Operation operation, Arrival arrival) {
    if (arrival == Arrival.LOST) {
      return;
    }
    switch (operation) {
      case Write write -> file(write.inode()).write(write.offset(), write.bytes(), arrival);
      case Truncate truncate -> file(truncate.inode()).resize(truncate.size());
      case Add add -> set(add.slot(), add.inode());
      case Delete delete -> clear(delete.slot());
      case Rename rename -> rename(rename);
      case Operation.Force _, Operation.FailedForce _, Operation.Touch _ -> {}
    }
  }

  private void rename(Rename rename) {
    // With other renames lost, a directory could end below itself and be lost with all in it.
    if (!contains(rename.inode(), rename.directory())) {
      clear(rename.from());
      set(rename.to(), rename.inode());
    }
  }

  private boolean contains(int inode, int sought) {
    return inode == sought
        || (inodes.get(inode) instanceof Directory directory
            && directory.entries().values().stream().anyMatch(child -> contains(child, sought)));
  }

  private void set(Slot slot, int inode) {
    directory(slot.directory()).entries().put(slot.name(), inode);
  }

  private void clear(Slot slot) {
    directory(slot.directory()).entries().remove(slot.name());
  }

  private Directory directory(int number) {
    return (Directory) own(number);
  }

  private RegularFile file(int number) {
    return (RegularFile) own(number);
  }

  private Inode own(int number) {
    if (!owned.get(number)) {
      inodes.set(number, inodes.get(number).copy());
      owned.set(number);
    }
    return inodes.get(number);
  }

  /** Takes what is found in an image. */
  @FunctionalInterface
  interface Visitor<E extends Exception> {
    /** Takes an inode and its path, relative to the root. */
    void visit(String path, Inode inode) throws E;
  }

  /** Goes through all below the root, a directory before what is in it, else sorted by name. */
  <E extends Exception> void walk(Visitor<E> visitor) throws E {
    walk("", ROOT, visitor);
  }

  private <E extends Exception> void walk(String prefix, int number, Visitor<E> visitor) throws E {
    for (Map.Entry<String, Integer> entry : ((Directory) inodes.get(number)).entries().entrySet()) {
      String path = prefix + entry.getKey();
      Inode inode = inodes.get(entry.getValue());
      visitor.visit(path, inode);
      if (inode instanceof Directory) {
        walk(path + "/", entry.getValue(), visitor);
      }
    }
  }
}
