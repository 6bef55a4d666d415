// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ostreeupload.receiver.serve.ServedPath.Kind;
import org.ostreeupload.store.object.Checksum;

/**
 * A file of the repository, opened for one answer.
 *
 * <p>What is sent belongs to one file, whatever takes its place meanwhile: OSTree replaces files
 * and never changes them. Small files that get replaced are read at once, and tagged by their
 * bytes: two of them may follow one another within one tick of the file system's clock. Of larger
 * ones no more than a buffer is in memory. For one thread.
 */
final class ServedFile implements Closeable {
  private static final int SMALL = 1 << 16;
  private static final int BUFFER = 1 << 16;
  private static final Set<OpenOption> OPTIONS =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final ServedPath path;
  private final InputStream bytes;
  private final long size;
  private final Validators validators;

  private ServedFile(ServedPath path, InputStream bytes, long size, Validators validators) {
    this.path = path;
    this.bytes = bytes;
    this.size = size;
    this.validators = validators;
  }

  /**
   * Opens the file at a path.
   *
   * @param root the repository's directory
   * @param now the present time
   * @return nothing if there is no regular file, or if symlinks lead to another part of the file
   *     system; an alias of a ref is a symlink that stays within {@code refs/}
   */
  static Optional<ServedFile> open(Path root, ServedPath path, Instant now) throws IOException {
    try {
      Path file = root.resolve(path.toString());
      // Also turns away what would block when it is opened, and names that are too long.
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      Path real = file.toRealPath();
      return real.startsWith(root.toRealPath().resolve(path.top()))
          ? Optional.of(openReal(real, path, now))
          : Optional.empty();
    } catch (NoSuchFileException | InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static ServedFile openReal(Path file, ServedPath path, Instant now) throws IOException {
    // Read before the file is opened: if it is replaced in between, the new bytes go out once under
    // the old tag, which no later request matches. The other way round, a client would keep the old
    // ones for ever.
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Instant modified = attributes.lastModifiedTime().toInstant();
    SeekableByteChannel channel = Files.newByteChannel(file, OPTIONS);
    try {
      InputStream stream = Channels.newInputStream(channel);
      long size = channel.size();
      if (path.kind() == Kind.CONFIG || path.kind().isReplaced() && size <= SMALL) {
        byte[] bytes = readAll(path.kind(), stream);
        channel.close();
        String tag = Checksum.ofBytes(bytes).toString();
        return new ServedFile(
            path, new ByteArrayInputStream(bytes), bytes.length, Validators.of(tag, modified, now));
      }
      String tag = path.kind() == Kind.METADATA_OBJECT ? path.file() : stateOf(attributes);
      return new ServedFile(path, stream, size, Validators.of(tag, modified, now));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static byte[] readAll(Kind kind, InputStream stream) throws IOException {
    return kind == Kind.CONFIG ? PublicConfig.read(stream) : stream.readNBytes(SMALL);
  }

  private static String stateOf(BasicFileAttributes attributes) {
    return Long.toHexString(attributes.size())
        + "-"
        + Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
        + "-"
        + Integer.toHexString(Objects.hashCode(attributes.fileKey()));
  }

  /** What was asked for. */
  ServedPath path() {
    return path;
  }

  /** The number of bytes. */
  long size() {
    return size;
  }

  /** What tells the bytes from others. */
  Validators validators() {
    return validators;
  }

  /**
   * Sends some of the bytes, once. Ends early without a word when the client hangs up.
   *
   * @param first the offset of the first byte
   * @param count the number of bytes, which must be there
   * @throws IOException if the file cannot be read, or has become shorter
   */
  void send(long first, long count, OutputStream client) throws IOException {
    bytes.skipNBytes(first);
    byte[] buffer = new byte[(int) Math.min(BUFFER, count)];
    long left = count;
    while (left > 0) {
      int read = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("it became " + left + " bytes shorter while it was sent");
      }
      try {
        client.write(buffer, 0, read);
      } catch (IOException _) {
        return;
      }
      left -= read;
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
