// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.content.ArchiveWriter;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Objects on their way into a repository.
 *
 * <p>What is written is checked against its name while it is written and stays in staging, where no
 * reader looks, until {@link #publish} makes everything visible or {@link #close} throws it away.
 * From its begin to its end the transaction holds a share of the repository's lock, so that what it
 * {@linkplain #contains has seen} is not pruned. Reading goes through staging to the repository.
 *
 * <p>Safe for many threads, but for publish and close, which come last. Source: docs/DESIGN.md,
 * "Publishing".
 */
public final class Transaction implements ObjectReader, AutoCloseable {
  /** The greatest size in bytes of the data of a file. */
  public static final long MAX_CONTENT = 1L << 40;

  private final Repository repository;
  private final Repository.Share share;
  private final Staging staging;
  private final VerifierPool verifiers = new VerifierPool(MAX_CONTENT);
  private final Set<ObjectName> largeInProgress = ConcurrentHashMap.newKeySet();

  private Transaction(Repository repository, Repository.Share share, Staging staging) {
    this.repository = repository;
    this.share = share;
    this.staging = staging;
  }

  /**
   * Begins a transaction.
   *
   * @param id the name of its staging directory: letters, digits, dashes
   * @throws RepositoryException if the repository is not of the archive mode
   */
  public static Transaction begin(Repository repository, String id) throws IOException {
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
      Transaction transaction =
          new Transaction(repository, share, Staging.create(repository.layout(), id));
      begun = true;
      return transaction;
    } finally {
      if (!begun) {
        share.close();
      }
    }
  }

  /**
   * Deletes what transactions of programs that were killed left behind. To be called before the
   * first transaction of this process begins: looking at a lock of one's own would give it up.
   */
  public static void deleteAbandoned(Repository repository) throws IOException {
    Staging.deleteAbandoned(repository.layout());
  }

  @Override
  public boolean contains(ObjectName name) {
    return staging.contains(name) || repository.objects().contains(name);
  }

  @Override
  public byte[] readMetadata(ObjectName name) throws IOException {
    if (!staging.contains(name)) {
      return repository.objects().readMetadata(name);
    }
    byte[] bytes = ObjectStore.readBounded(staging.object(name));
    if (!Checksum.ofBytes(bytes).equals(name.checksum())) {
      throw ObjectException.damaged(name, "it changed in staging");
    }
    return bytes;
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
   * Writes a content object whose name is not known yet.
   *
   * @param data its data, as many bytes as {@code size} says; none for a symlink
   * @throws org.ostreeupload.store.gvariant.MalformedException if there are fewer or more
   */
  public Checksum add(FileHeader header, long size, InputStream data) throws IOException {
    try (StagedFile file = new StagedFile(staging, repository.files());
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
    StagedFile file = new StagedFile(staging, repository.files());
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
    boolean opened = false;
    try {
      String part = name + "." + form + "." + length;
      LargeObject object = new LargeObject(this, name, form, length, staging.part(part));
      opened = true;
      return Optional.of(object);
    } finally {
      if (!opened) {
        release(name);
      }
    }
  }

  void release(ObjectName name) {
    largeInProgress.remove(name);
  }

  /**
   * Stages the detached metadata of a commit; it will replace what is there. If the commit is not
   * there when the transaction is published, it is not published either.
   *
   * @throws org.ostreeupload.store.gvariant.MalformedException if it is no dictionary
   */
  public void writeDetached(Checksum commit, byte[] bytes) throws IOException {
    Commit.parseDetached(bytes);
    Files.write(staging.detached(commit), bytes);
  }

  /**
   * Publishes everything that was written and moves refs, all or none. Durable when it returns
   * {@link Publication.Done}; when it returns anything else, readers see what they saw before, and
   * the transaction can go on: write what was missing and publish again.
   */
  public Publication publish(List<RefUpdate> updates, PublishRules rules) throws IOException {
    return new Publisher(repository, this, staging).publish(updates, rules);
  }

  /** Ends the transaction and throws away what was not published. */
  @Override
  public void close() throws IOException {
    try {
      verifiers.close();
      staging.delete();
    } finally {
      share.close();
    }
  }
}
