// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a name stands for. Not thread-safe. */
sealed interface Inode {
  /** One with the same content, which changes by itself. */
  Inode copy();

  /** What tells the content from any other, but for the entries of a directory. */
  byte[] fingerprint();

  /** Reads what is at a real path, symlinks not followed; of a directory all but its entries. */
  static Inode of(Path path) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      return new Symlink(Files.readSymbolicLink(path).toString());
    }
    var permissions = PosixFilePermissions.asFileAttribute(attributes.permissions());
    if (attributes.isDirectory()) {
      return new Directory(permissions);
    }
    if (attributes.isRegularFile()) {
      return new RegularFile(permissions, Files.readAllBytes(path));
    }
    throw new IllegalArgumentException("neither file nor directory nor symlink: " + path);
  }

  /** Names, each with the number of its inode. */
  final class Directory implements Inode {
    private static final byte[] FINGERPRINT = TreeDigest.fingerprint('d', new byte[0]);

    private final FileAttribute<Set<PosixFilePermission>> permissions;
    private final SortedMap<String, Integer> entries;

    Directory(FileAttribute<Set<PosixFilePermission>> permissions) {
      this(permissions, new TreeMap<>());
    }

    private Directory(
        FileAttribute<Set<PosixFilePermission>> permissions, SortedMap<String, Integer> entries) {
      this.permissions = permissions;
      this.entries = entries;
    }

    FileAttribute<Set<PosixFilePermission>> permissions() {
      return permissions;
    }

    Map<String, Integer> entries() {
      return entries;
    }

    @Override
    public Directory copy() {
      return new Directory(permissions, new TreeMap<>(entries));
    }

    @Override
    public byte[] fingerprint() {
      return FINGERPRINT;
    }
  }

  /** Bytes. */
  final class RegularFile implements Inode {
    private final FileAttribute<Set<PosixFilePermission>> permissions;
    private byte[] bytes;
    // Of the bytes as they are; shared by copies, since most of them never change.
    private byte @Nullable [] fingerprint;

    RegularFile(FileAttribute<Set<PosixFilePermission>> permissions, byte[] bytes) {
      this.permissions = permissions;
      this.bytes = bytes;
    }

    FileAttribute<Set<PosixFilePermission>> permissions() {
      return permissions;
    }

    /** The bytes themselves. */
    byte[] bytes() {
      return bytes;
    }

    /** Cuts the file, or lets it grow by zeros. */
    void resize(long size) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(size));
      fingerprint = null;
    }

    /** Writes bytes, as far as they arrived. */
    void write(long offset, ByteBuffer written, Arrival arrival) {
      int arrived =
          switch (arrival) {
            case LOST, EMPTY -> 0;
            case HALF -> written.remaining() / 2;
            case WHOLE -> written.remaining();
          };
      int covered = arrival == Arrival.EMPTY ? written.remaining() : arrived;
      if (covered > 0) {
        resize(Math.max(bytes.length, offset + covered));
        written.get(written.position(), bytes, Math.toIntExact(offset), arrived);
      }
    }

    @Override
    public RegularFile copy() {
      RegularFile copy = new RegularFile(permissions, bytes.clone());
      copy.fingerprint = fingerprint;
      return copy;
    }

    @Override
    public byte[] fingerprint() {
      byte[] known = fingerprint;
      if (known == null) {
        known = TreeDigest.fingerprint('f', bytes);
        fingerprint = known;
      }
      return known;
    }
  }

  /** A symlink, which is written as a whole with its name. */
  record Symlink(String target) implements Inode {
    @Override
    public Symlink copy() {
      return this;
    }

    @Override
    public byte[] fingerprint() {
      return TreeDigest.fingerprint('l', target.getBytes(UTF_8));
    }
  }
}
