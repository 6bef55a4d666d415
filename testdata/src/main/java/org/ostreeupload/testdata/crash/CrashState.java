// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ostreeupload.testdata.crash.Inode.Directory;
import org.ostreeupload.testdata.crash.Inode.RegularFile;
import org.ostreeupload.testdata.crash.Inode.Symlink;
import org.ostreeupload.testdata.crash.Operation.Slot;

/** A directory as a crash could have left it. Immutable. */
public final class CrashState {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final List<Operation> done;
  private final List<Operation> pending;
  private final List<Arrival> arrivals;
  private final DiskImage image;

  CrashState(
      List<Operation> done, List<Operation> pending, List<Arrival> arrivals, DiskImage image) {
    this.done = done;
    this.pending = pending;
    this.arrivals = arrivals;
    this.image = image;
  }

  /** How many operations were done before the crash. */
  public int operations() {
    return done.size();
  }

  /** The paths of all files, directories and symlinks, a directory before what is in it. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    image.walk((path, _) -> paths.add(path));
    return paths;
  }

  /** The bytes of the file at a relative path, symlinks not followed; empty if there is none. */
  public Optional<byte[]> read(String path) {
    OptionalInt inode = OptionalInt.of(DiskImage.ROOT);
    for (Path name : Path.of(path)) {
      if (inode.isEmpty()) {
        return Optional.empty();
      }
      inode = image.find(new Slot(inode.getAsInt(), name.toString()));
    }
    return inode.isPresent() && image.inode(inode.getAsInt()) instanceof RegularFile file
        ? Optional.of(file.bytes().clone())
        : Optional.empty();
  }

  /**
   * Writes the state to a real directory, which is made if need be and must be empty. Names that
   * were links of one file become files of their own. Permissions are kept as far as the umask
   * allows.
   *
   * @return the directory
   */
  public Path materialise(Path directory) throws IOException {
    Files.createDirectories(directory);
    image.walk((path, inode) -> write(directory.resolve(path), inode));
    return directory;
  }

  private static void write(Path path, Inode inode) throws IOException {
    switch (inode) {
      case Directory directory -> Files.createDirectory(path, directory.permissions());
      case Symlink symlink -> Files.createSymbolicLink(path, Path.of(symlink.target()));
      case RegularFile file -> {
        try (FileChannel channel = FileChannel.open(path, NEW, file.permissions())) {
          ByteBuffer bytes = ByteBuffer.wrap(file.bytes());
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
      }
    }
  }

  /** Says when the crash was, and which of the pending operations arrived and which did not. */
  @Override
  public String toString() {
    List<String> arrived = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (int i = 0; i < pending.size(); i++) {
      switch (arrivals.get(i)) {
        case LOST -> lost.add(pending.get(i).toString());
        case WHOLE -> arrived.add(pending.get(i).toString());
        case HALF, EMPTY -> arrived.add(torn(i));
      }
    }
    String last = done.isEmpty() ? "" : " (" + done.getLast() + ")";
    return "crash after %d operations%s; pending and arrived: %s; lost: %s"
        .formatted(done.size(), last, arrived, lost);
  }

  private String torn(int index) {
    return pending.get(index) + " [" + arrivals.get(index).name().toLowerCase(Locale.ROOT) + "]";
  }
}
