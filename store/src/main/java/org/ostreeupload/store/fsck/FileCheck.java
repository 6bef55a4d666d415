// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.Verification;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.fsck.Damage.Fault;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/**
 * Reads stored objects, whole, and says what is wrong with them.
 *
 * <p>Memory for each thread: some 200 KiB and a metadata object of up to 1 MiB; larger ones are
 * parsed one at a time. Safe for many threads.
 */
final class FileCheck {
  private static final int LARGE_METADATA = 1 << 20;

  private final Repository repository;
  private final FsckListener listener;
  private final ReentrantLock largeMetadata = new ReentrantLock();

  FileCheck(Repository repository, FsckListener listener) {
    this.repository = repository;
    this.listener = listener;
  }

  /** What came of reading a file. */
  sealed interface Verdict {
    /** It is what its name says. */
    record Sound(long bytes) implements Verdict {}

    /** It is not, or cannot be read. */
    record Faulty(Fault fault) implements Verdict {}

    /** It is not there. */
    record Gone() implements Verdict {}
  }

  /** Reads the file of an object. */
  Verdict check(ObjectName name) throws IOException {
    try {
      return new Verdict.Sound(name.type().isMetadata() ? metadata(name) : content(name));
    } catch (IOException e) {
      return verdict(ObjectException.explain(name, e));
    }
  }

  private static Verdict verdict(IOException failure) throws IOException {
    return switch (failure) {
      case ObjectException e when e.fault() == ObjectException.Fault.MISSING -> new Verdict.Gone();
      case ObjectException e -> new Verdict.Faulty(new Fault(Kind.DAMAGED, reason(e)));
      case FileSystemException e -> new Verdict.Faulty(new Fault(Kind.UNREADABLE, reason(e)));
      default -> throw failure; // this check was interrupted, which is no fault of the object
    };
  }

  /** What is wrong with an object, without its name. */
  static String reason(ObjectException e) {
    String message = String.valueOf(e.getMessage());
    String start = ObjectException.damaged(e.object(), "").getMessage();
    return message.startsWith(String.valueOf(start))
        ? message.substring(String.valueOf(start).length())
        : message;
  }

  /** Why a file cannot be opened, without its path. */
  static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return Optional.ofNullable(e.getReason()).orElseGet(() -> e.getClass().getSimpleName());
  }

  private long metadata(ObjectName name) throws IOException {
    return parse(path(name), bytes -> Verification.requireMetadata(name, bytes));
  }

  /** Looks at the bytes of a file. */
  @FunctionalInterface
  interface Parser {
    void parse(byte[] bytes) throws MalformedException;
  }

  /**
   * Reads a file that may have 10 MiB at most, and returns how many bytes it has.
   *
   * @throws MalformedException if it has more, is no file, or the parser throws that
   */
  long parse(Path file, Parser parser) throws IOException {
    requireRegular(file);
    boolean large = beginMetadata(Files.size(file));
    try {
      byte[] bytes = ObjectStore.readBounded(file);
      parser.parse(bytes);
      listener.readBytes(bytes.length);
      return bytes.length;
    } finally {
      endMetadata(large);
    }
  }

  /**
   * Checks that bytes are a valid metadata object of a name.
   *
   * @throws MalformedException saying why not
   */
  void requireMetadata(ObjectName name, byte[] bytes) throws MalformedException {
    boolean large = beginMetadata(bytes.length);
    try {
      Verification.requireMetadata(name, bytes);
    } finally {
      endMetadata(large);
    }
  }

  private boolean beginMetadata(long size) {
    boolean large = size > LARGE_METADATA;
    if (large) {
      largeMetadata.lock();
    }
    return large;
  }

  private void endMetadata(boolean large) {
    if (large) {
      largeMetadata.unlock();
    }
  }

  private long content(ObjectName name) throws IOException {
    if (repository.config().mode() == RepositoryMode.ARCHIVE) {
      requireRegular(path(name));
    }
    StoredContent stored = repository.objects().content(name.checksum());
    StoredContent counted =
        new StoredContent(
            stored.form(), stored.length(), () -> new Counting(stored.source().open(), listener));
    Verification.requireChecksum(name, Verification.contentChecksum(counted));
    return stored.length();
  }

  private Path path(ObjectName name) {
    return repository.layout().object(name, repository.objects().contentExtension());
  }

  /**
   * Checks that there is a file: opening a pipe would wait for a writer.
   *
   * @throws MalformedException if something else is there
   */
  static void requireRegular(Path file) throws IOException {
    boolean regular;
    try {
      regular = Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException e) {
      if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      regular = false; // a symlink that leads nowhere
    }
    if (!regular) {
      throw new MalformedException("it is no regular file");
    }
  }

  /** Tells a listener how much is read. */
  private static final class Counting extends FilterInputStream {
    private final FsckListener listener;

    Counting(InputStream in, FsckListener listener) {
      super(in);
      this.listener = listener;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > 0) {
        listener.readBytes(count);
      }
      return count;
    }
  }
}
