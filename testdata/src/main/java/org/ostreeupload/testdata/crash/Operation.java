// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * One thing that a program did to the disk, in terms of inodes, so that it means the same whatever
 * became of the operations before it. The {@code path} of each is for messages only.
 */
sealed interface Operation {
  /** A name in a directory. */
  record Slot(int directory, String name) {}

  /** Changes the bytes of a file; durable once the file is forced. */
  sealed interface Data extends Operation {
    int inode();

    /** Says whether this may change again what an earlier operation on the same file changed. */
    boolean covers(Data earlier);
  }

  /** Changes names; durable once one directory is forced. */
  sealed interface Entry extends Operation {
    /** The names that this sets or clears. */
    List<Slot> slots();

    /** The directory to force. */
    int directory();

    /** Says whether this can only have arrived if an earlier operation has. */
    default boolean needs(Operation earlier) {
      return earlier instanceof Rename rename && slots().contains(rename.from());
    }
  }

  /** Writes bytes. */
  record Write(String path, int inode, long offset, ByteBuffer bytes) implements Data {
    @Override
    public boolean covers(Data earlier) {
      return !(earlier instanceof Write write) || (offset < write.end() && write.offset < end());
    }

    private long end() {
      return offset + bytes.remaining();
    }

    @Override
    public String toString() {
      return "write %d bytes at %d of %s".formatted(bytes.remaining(), offset, path);
    }
  }

  /** Cuts a file. */
  record Truncate(String path, int inode, long size) implements Data {
    @Override
    public boolean covers(Data earlier) {
      return true;
    }

    @Override
    public String toString() {
      return "truncate %s to %d bytes".formatted(path, size);
    }
  }

  /** How a name comes to be. */
  enum Kind {
    CREATE,
    MKDIR,
    SYMLINK,
    LINK
  }

  /** Gives an inode, new or not, a new name. */
  record Add(Kind kind, String path, Slot slot, int inode) implements Entry {
    @Override
    public List<Slot> slots() {
      return List.of(slot);
    }

    @Override
    public int directory() {
      return slot.directory();
    }

    @Override
    public String toString() {
      return kind.name().toLowerCase(Locale.ROOT) + " " + path;
    }
  }

  /** Deletes a name. */
  record Delete(String path, Slot slot) implements Entry {
    @Override
    public List<Slot> slots() {
      return List.of(slot);
    }

    @Override
    public int directory() {
      return slot.directory();
    }

    @Override
    public String toString() {
      return "delete " + path;
    }
  }

  /** Moves an inode from one name to another, which may have been that of another inode. */
  record Rename(String path, String target, Slot from, Slot to, int inode) implements Entry {
    @Override
    public List<Slot> slots() {
      return List.of(from, to);
    }

    @Override
    public int directory() {
      return to.directory();
    }

    @Override
    public boolean needs(Operation earlier) {
      return Entry.super.needs(earlier)
          || (earlier instanceof Rename rename && rename.to().equals(from));
    }

    @Override
    public String toString() {
      return "rename %s to %s".formatted(path, target);
    }
  }

  /** Forces a file or a directory. */
  record Force(String path, int inode) implements Operation {
    @Override
    public String toString() {
      return "force " + path;
    }
  }

  /** Fails to force a file or a directory. */
  record FailedForce(String path, int inode) implements Operation {
    @Override
    public String toString() {
      return "fail to force " + path;
    }
  }

  /** Changes times, permissions or the like, of which nothing is kept. */
  record Touch(String path, int inode) implements Operation {
    @Override
    public String toString() {
      return "touch " + path;
    }
  }
}
