// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.ostreeupload.store.DiskSpace;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Verification;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** A file of staging that is being written, and becomes an object if its checksum is right. */
final class StagedFile implements AutoCloseable {
  /** What readers of a published object need. */
  static final FileAttribute<Set<PosixFilePermission>> PERMISSIONS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  // The least that a file costs the disk, however little is in it.
  private static final int BLOCK = 4096;

  private final Staging staging;
  private final DurableFiles files;
  private final DiskSpace.Reservation space;
  private final Path path;
  private final FileChannel channel;
  private long paid = BLOCK; // of the space that was taken note of, what is not written yet
  private boolean accepted;

  StagedFile(Staging staging, DurableFiles files, DiskSpace.Reservation space) throws IOException {
    this.staging = staging;
    this.files = files;
    this.space = space;
    space.use(BLOCK);
    this.path = staging.newIncoming();
    this.channel =
        FileChannel.open(
            path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PERMISSIONS);
  }

  void write(ByteBuffer bytes) throws IOException {
    paid -= bytes.remaining();
    if (paid < 0) {
      space.use(-paid);
      paid = 0;
    }
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        StagedFile.this.write(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  /** Gives the file the name of an object, which the caller has checked. */
  void accept(ObjectName name) throws IOException {
    channel.close();
    staging.accept(path, name, files);
    accepted = true;
  }

  /** Gives the file the name of an object if that is the checksum of its bytes. */
  void accept(ObjectName name, Checksum found) throws IOException {
    Verification.requireChecksum(name, found);
    accept(name);
  }

  /**
   * Puts the file in the place of what is detached from a commit.
   *
   * @throws org.ostreeupload.store.gvariant.MalformedException if that is staged of too many
   */
  void acceptDetached(Checksum commit) throws IOException {
    channel.close();
    staging.acceptDetached(path, commit, files);
    accepted = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!accepted) {
      Files.deleteIfExists(path);
    }
  }
}
