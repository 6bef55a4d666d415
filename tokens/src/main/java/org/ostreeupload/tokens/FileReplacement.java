// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/**
 * Replaces a file whole: whoever reads it, also after a crash, finds the old content or the new.
 * The caller sees to it that only one replacement runs at a time ({@link WriterTurn}).
 */
final class FileReplacement {
  /** Mode 0600. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE);

  private FileReplacement() {}

  /** Puts the content, durably, where the file is or is to be. */
  static void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(temporary); // of a writer that was killed
    try {
      write(temporary, content, file);
      Files.move(temporary, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(file);
  }

  private static void write(Path temporary, byte[] content, Path successorOf) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE), OWNER_ONLY)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      if (Files.exists(successorOf)) {
        inheritAccess(successorOf, temporary);
      }
      channel.force(true);
    }
  }

  /**
   * The administrator may run as root what the daemon's own user must read. A mode that lets others
   * read was hardly chosen for a file of tokens, and does not survive.
   */
  private static void inheritAccess(Path from, Path to) throws IOException {
    PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class);
    var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    PosixFileAttributes fresh = view.readAttributes();
    if (!fresh.owner().equals(old.owner())) {
      view.setOwner(old.owner());
    }
    if (Collections.disjoint(old.permissions(), OTHERS)) {
      if (!fresh.group().equals(old.group())) {
        view.setGroup(old.group());
      }
      view.setPermissions(old.permissions());
    }
  }

  private static void syncDirectory(Path file) throws IOException {
    try (FileChannel directory = FileChannel.open(file.resolveSibling("."), READ)) {
      directory.force(true);
    }
  }
}
