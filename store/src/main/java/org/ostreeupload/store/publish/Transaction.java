// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.DiskSpace;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.content.ArchiveWriter;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.patch.BaseException;
import org.ostreeupload.store.patch.PatchWork;
import org.ostreeupload.store.patch.PatchedObject;

/**
 * Objects on their way into a repository.
 *
 * <p>What is written is checked against its name while it is written and stays in staging, where no
 * reader looks, until {@link #publish} makes everything visible or {@link #close} throws it away.
 * While the transaction has its lease, which it has from its beginning, it holds a share of the
 * repository's lock, so that what it {@linkplain #contains has seen} is not pruned. Reading goes
 * through staging to the repository.
 *
 * <p>Staging is on disk. A program that ends with {@link #suspend}, or is killed, leaves it there
 * for {@link Recovery}.
 *
 * <p>Safe for many threads, but for publish, suspend and close, which come last. Source:
 * docs/DESIGN.md, "Publishing".
 */
public final class Transaction implements ObjectReader, AutoCloseable {
  /** The greatest size in bytes of the data of a file. */
  public static final long MAX_CONTENT = 1L << 40;

  // Of all transactions together: anybody can begin many objects in many of them.
  private static final RunningChecks CHECKS = new RunningChecks();

  private final Repository repository;
  private final Staging staging;
  private final String note;
  private final SoundObjects published;
  private final DiskSpace.Reservation space;
  private final VerifierPool verifiers = new VerifierPool(MAX_CONTENT);
  private final Set<ObjectName> largeInProgress = ConcurrentHashMap.newKeySet();
  private final Lock leaseLock = new ReentrantLock();
  private Optional<Repository.Share> lease = Optional.empty(); // guarded by leaseLock

  Transaction(Repository repository, Staging staging, String note) {
    this.repository = repository;
    this.staging = staging;
    this.note = note;
    this.published = new SoundObjects(repository);
    this.space = repository.space().begin();
  }

  /** Begins a transaction that nobody goes on with if this program ends. */
  public static Transaction begin(Repository repository, String id) throws IOException {
    return begin(repository, id, "");
  }

  /**
   * Begins a transaction.
   *
   * @param id the name of its staging directory: letters, digits, dashes
   * @param note one line for whoever goes on with it; without one, nobody does
   * @throws RepositoryException if the repository is not of the archive mode
   */
  public static Transaction begin(Repository repository, String id, String note)
      throws IOException {
    Journal.requireLine(note);
    if (repository.config().mode() != RepositoryMode.ARCHIVE) {
      throw new RepositoryException(
          "repository "
              + repository.layout().root()
              + " has mode "
              + repository.config().mode()
              + "; only archive repositories can be published to");
    }
    Repository.Share share = repository.share();
    boolean begun = false;
    try {
      Staging staging = Staging.create(repository.layout(), repository.files(), id, note);
      Transaction transaction = new Transaction(repository, staging, note);
      transaction.lease = Optional.of(share);
      begun = true;
      return transaction;
    } finally {
      if (!begun) {
        share.close();
      }
    }
  }

  /** The name of its staging directory. */
  public String id() {
    return staging.id();
  }

  /** What it was begun with. */
  public String note() {
    return note;
  }

  /**
   * Takes the lease if it was given up.
   *
   * @throws RepositoryException if the repository stayed locked for its lock time-out
   */
  public void takeLease() throws IOException {
    leaseLock.lock();
    try {
      if (lease.isEmpty()) {
        lease = Optional.of(repository.share());
      }
    } finally {
      leaseLock.unlock();
    }
  }

  /**
   * Gives the lease up, so that a prune can run, and what was set aside of the disk. What has been
   * seen may be gone afterwards; publish finds out.
   */
  public void giveUpLease() throws IOException {
    space.close();
    leaseLock.lock();
    try {
      if (lease.isPresent() && !staging.journal().exists()) {
        lease.get().close();
        lease = Optional.empty();
      }
    } finally {
      leaseLock.unlock();
    }
  }

  @Override
  public boolean contains(ObjectName name) throws IOException {
    return staging.contains(name) || published.contains(name);
  }

  @Override
  public byte[] readMetadata(ObjectName name) throws IOException {
    if (!staging.contains(name)) {
      return published.readMetadata(name);
    }
    try {
      return staging.readMetadata(name);
    } catch (MalformedException e) {
      Files.deleteIfExists(staging.object(name));
      throw ObjectException.damaged(name, e.rule());
    }
  }

  /**
   * Sets space on the disk aside for what will be written, instead of what was set aside before.
   *
   * @throws org.ostreeupload.store.DiskFullException if there is not as much
   */
  public void reserve(long bytes) throws IOException {
    space.reserve(bytes);
  }

  /** Takes note of what a request is about to write. */
  void use(long bytes) throws IOException {
    space.use(bytes);
  }

  /**
   * Begins to write an object.
   *
   * @param form how content is laid out; metadata has one form only
   * @param length how many bytes will come
   * @return where to write them, or empty if the object is there already
   */
  public Optional<ObjectSink> write(ObjectName name, StoredContent.Form form, long length)
      throws IOException {
    return contains(name) ? Optional.empty() : Optional.of(newSink(name, form, length));
  }

  /**
   * Writes a content object that comes as a patch against a published one.
   *
   * @param work how much it may have done
   * @throws org.ostreeupload.store.gvariant.MalformedException if what the patch makes is not the
   *     object that was named, or the one that it is against is not there
   */
  public void writePatched(ObjectName name, InputStream patch, PatchWork work) throws IOException {
    try (PatchedObject patched = PatchedObject.read(patch, work)) {
      ObjectName base = ObjectName.file(patched.base());
      if (!published.contains(base)) {
        throw new MalformedException("is a patch against " + base + ", which is not here");
      }
      StoredContent stored = published.content(base);
      try (ObjectSink sink = newSink(name, StoredContent.Form.ARCHIVE, stored.length())) {
        patched.write(stored, repository.config().zlibLevel(), sink::write);
        sink.finish();
      } catch (BaseException e) {
        published.check(base);
        throw e;
      }
    }
  }

  /**
   * Writes a content object whose name is not known yet.
   *
   * @param data its data, as many bytes as {@code size} says; none for a symlink
   * @throws org.ostreeupload.store.gvariant.MalformedException if there are fewer or more
   */
  public Checksum add(FileHeader header, long size, InputStream data) throws IOException {
    try (StagedFile file = new StagedFile(staging, repository.files(), space);
        ArchiveWriter writer =
            new ArchiveWriter(header, size, repository.config().zlibLevel(), file.stream())) {
      byte[] piece = new byte[1 << 16];
      for (int count = data.read(piece); count >= 0; count = data.read(piece)) {
        writer.write(piece, 0, count);
      }
      Checksum checksum = writer.finish();
      file.accept(ObjectName.file(checksum));
      return checksum;
    }
  }

  /** Writes a metadata object whose name is not known yet. */
  public Checksum add(ObjectType type, byte[] bytes) throws IOException {
    ObjectName name = new ObjectName(Checksum.ofBytes(bytes), type);
    if (!contains(name)) {
      try (ObjectSink sink = newSink(name, StoredContent.Form.ARCHIVE, bytes.length)) {
        sink.write(ByteBuffer.wrap(bytes));
        sink.finish();
      }
    }
    return name.checksum();
  }

  ObjectSink newSink(ObjectName name, StoredContent.Form form, long length) throws IOException {
    StagedFile file = new StagedFile(staging, repository.files(), space);
    if (name.type().isMetadata()) {
      return new MetadataSink(name, file);
    }
    return switch (form) {
      case ARCHIVE -> new ArchiveSink(name, file, verifiers);
      case PLAIN -> new PlainSink(name, file, length, repository.config().zlibLevel());
    };
  }

  /**
   * Goes on with a large object where the last piece ended, or begins it.
   *
   * @param length how many bytes it has in this form; another form or length begins anew
   * @return the object, or empty if another thread is at it
   */
  public Optional<LargeObject> writeLarge(ObjectName name, StoredContent.Form form, long length)
      throws IOException {
    if (!largeInProgress.add(name)) {
      return Optional.empty();
    }
    Path part = staging.part(name + "." + form + "." + length);
    @Nullable RunningCheck check = CHECKS.take(part);
    boolean opened = false;
    try {
      LargeObject object = new LargeObject(this, name, form, length, part, check);
      opened = true;
      return Optional.of(object);
    } finally {
      if (!opened) {
        if (check != null) {
          check.close();
        }
        release(name);
      }
    }
  }

  /** Stages a file that is whole and checked. */
  void accept(Path file, ObjectName name) throws IOException {
    staging.accept(file, name, repository.files());
  }

  /** Lets others go on with a large object. */
  void release(ObjectName name) {
    largeInProgress.remove(name);
  }

  /** Keeps what is known of the bytes of a large object until more of them come. */
  void keep(Path part, RunningCheck check) {
    CHECKS.keep(part, check);
  }

  /**
   * Stages the detached metadata of a commit; it will replace what is there. If the commit is not
   * there when the transaction is published, it is not published either.
   *
   * @throws org.ostreeupload.store.gvariant.MalformedException if it is no dictionary
   */
  public void writeDetached(Checksum commit, byte[] bytes) throws IOException {
    Commit.parseDetached(bytes);
    try (StagedFile file = new StagedFile(staging, repository.files(), space)) {
      file.write(ByteBuffer.wrap(bytes));
      file.acceptDetached(commit);
    }
  }

  /**
   * Publishes everything that was written and moves refs, all or none. Durable when it returns
   * {@link Publication.Done}; when it returns anything else, readers see what they saw before, and
   * the transaction can go on: write what was missing and publish again. So it can after an
   * exception: what was begun is finished first.
   */
  public Publication publish(List<RefUpdate> updates, PublishRules rules) throws IOException {
    if (isSpoiled()) {
      throw new IllegalStateException("transaction " + id() + " can only be closed");
    }
    takeLease();
    return new Publisher(repository, this, staging).publish(updates, rules);
  }

  /**
   * Says whether a failure to make it durable has made it useless: what was sent may be lost, and
   * nobody would be told. It can only be closed.
   */
  public boolean isSpoiled() {
    return staging.isSpoiled();
  }

  /** Ends the work of this program on the transaction; what was written stays in staging. */
  public void suspend() throws IOException {
    end(staging::release);
  }

  /**
   * Ends the transaction and throws away what was not published. If a failure has left a publish
   * half done, that is finished or taken back first.
   *
   * @throws IOException if that fails once more; then everything stays for {@link Recovery}
   */
  @Override
  public void close() throws IOException {
    boolean settled = false;
    try {
      settle();
      settled = true;
    } finally {
      end(settled ? staging::delete : staging::release);
    }
  }

  private void settle() throws IOException {
    if (!staging.journal().exists()) {
      return;
    }
    try (Repository.Exclusive _ = repository.lockPublishing()) {
      Optional<Journal> journal = staging.journal().read();
      if (journal.isPresent()) {
        var _ = new Replay(repository, staging).run(staging.journal(), journal.get());
      }
    }
  }

  private void end(Ending ending) throws IOException {
    verifiers.close();
    CHECKS.forget(staging.directory());
    space.close();
    try {
      ending.run();
    } finally {
      leaseLock.lock();
      try {
        if (lease.isPresent()) {
          lease.get().close();
          lease = Optional.empty();
        }
      } finally {
        leaseLock.unlock();
      }
    }
  }

  /** What becomes of staging. */
  @FunctionalInterface
  private interface Ending {
    void run() throws IOException;
  }
}
