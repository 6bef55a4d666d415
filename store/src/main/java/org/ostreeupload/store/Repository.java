// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.config.KeyFile;
import org.ostreeupload.store.config.RepositoryConfig;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * An OSTree repository on disk, made by any tool.
 *
 * <p>Opening reads the configuration once. Reading needs nothing else; whoever relies on objects
 * staying there takes a {@link #share() share of the lock}. Open a repository once in a process:
 * the lock counts the holders of one instance. Safe for many threads. Source: docs/DESIGN.md,
 * "Repositories".
 */
public final class Repository {
  private static final int MAX_CONFIG = 1 << 20;

  private final Layout layout;
  private final RepositoryConfig config;
  private final ObjectStore objects;
  private final Refs refs;
  private final DurableFiles files;
  private final WantedObjects wanted;
  private final DiskSpace space;
  private final RepositoryLock lock;
  private final PublishingLock publishing;

  private Repository(Layout layout, RepositoryConfig config) {
    this.layout = layout;
    this.config = config;
    this.objects = new ObjectStore(layout, config.mode());
    this.refs = new Refs(layout);
    this.files = new DurableFiles(config.fsync());
    this.wanted = new WantedObjects(layout.wanted());
    this.space = new DiskSpace(layout.root(), config.minFreeSpace());
    this.publishing = new PublishingLock(layout.publishLock(), files);
    this.lock = new RepositoryLock(layout.lock(), config.locking(), config.lockTimeout());
  }

  /** Keeps prune, by any tool, away from the repository until it is closed. */
  @FunctionalInterface
  public interface Share extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Keeps others from what it was taken for until it is closed. */
  @FunctionalInterface
  public interface Exclusive extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /**
   * Opens a repository.
   *
   * @throws RepositoryException if the directory is no repository that this program can read
   */
  public static Repository open(Path root) throws IOException {
    Layout layout = new Layout(root);
    if (Files.notExists(layout.objects()) || Files.isRegularFile(layout.objects())) {
      throw notRepository(root);
    }
    return new Repository(layout, readConfig(layout));
  }

  private static RepositoryConfig readConfig(Layout layout) throws IOException {
    Path root = layout.root();
    try {
      if (Files.size(layout.config()) > MAX_CONFIG) {
        throw notRepository(root);
      }
      return RepositoryConfig.of(KeyFile.parse(Files.readString(layout.config())));
    } catch (NoSuchFileException e) {
      throw notRepository(root);
    } catch (CharacterCodingException e) {
      throw new RepositoryException("configuration of repository " + root + " is no UTF-8", e);
    } catch (MalformedException e) {
      throw new RepositoryException(
          "configuration of repository " + root + ": " + e.getMessage(), e);
    }
  }

  private static RepositoryException notRepository(Path root) {
    return new RepositoryException(
        (Files.exists(root) ? "not an OSTree repository: " : "no such repository: ")
            + root
            + " (it wants a file 'config' and a directory 'objects')");
  }

  /**
   * Makes an empty archive repository; one that is there already, in archive mode, is opened as it
   * is, and completed if an earlier making was cut short.
   *
   * @throws RepositoryException if something else is in the way, or the repository is of another
   *     collection than the one that is asked for, if one is
   */
  public static Repository create(Path root, Optional<String> collectionId) throws IOException {
    Layout layout = new Layout(root);
    if (Files.exists(layout.config())) {
      requireAlike(root, readConfig(layout), collectionId);
    } else {
      writeConfig(layout, collectionId);
    }
    for (String directory :
        List.of("tmp/cache", "extensions", "state", "refs/heads", "refs/mirrors", "refs/remotes")) {
      Files.createDirectories(root.resolve(directory));
    }
    Files.createDirectories(layout.objects()); // the last: it tells that the others are there
    return open(root);
  }

  private static void requireAlike(
      Path root, RepositoryConfig existing, Optional<String> collectionId)
      throws RepositoryException {
    if (existing.mode() != RepositoryMode.ARCHIVE) {
      throw new RepositoryException(root + " is a repository already, in mode " + existing.mode());
    }
    if (collectionId.isPresent() && !existing.collectionId().equals(collectionId)) {
      throw new RepositoryException(
          root
              + " is a repository already, of "
              + existing.collectionId().map(id -> "collection " + id).orElse("no collection")
              + ", not of collection "
              + collectionId.get());
    }
  }

  private static void writeConfig(Layout layout, Optional<String> collectionId) throws IOException {
    KeyFile file =
        KeyFile.parse("")
            .with("core", "repo_version", "1")
            .with("core", "mode", RepositoryMode.ARCHIVE.key());
    if (collectionId.isPresent()) {
      RepositoryConfig.requireCollectionId(collectionId.get());
      file = file.with("core", "collection-id", collectionId.get());
    }
    Files.createDirectories(layout.root());
    new DurableFiles(true).write(layout.config(), file.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Where everything lies. */
  public Layout layout() {
    return layout;
  }

  /** What the configuration says. */
  public RepositoryConfig config() {
    return config;
  }

  /** The published objects. */
  public ObjectStore objects() {
    return objects;
  }

  /** The refs. */
  public Refs refs() {
    return refs;
  }

  /** Writes files so that they survive a crash, as far as the configuration wants that. */
  public DurableFiles files() {
    return files;
  }

  /** The objects that are missing or damaged. */
  public WantedObjects wanted() {
    return wanted;
  }

  /** The space of the disk that it is on. */
  public DiskSpace space() {
    return space;
  }

  /** Waits until no other publish, of any program that is ours, looks at refs and moves them. */
  public Exclusive lockPublishing() throws IOException {
    return publishing.take();
  }

  /** Takes a share of the repository's lock, waiting for a prune to end. */
  public Share share() throws IOException {
    return lock.share()::close;
  }

  /**
   * Takes the whole of the repository's lock, waiting until nobody has a share, in this process and
   * in others.
   *
   * @throws RepositoryLockedException if somebody still had one when the lock time-out was over
   */
  public Exclusive exclusive() throws IOException {
    return lock.exclusive()::close;
  }

  /** Says whether a commit is marked as being there without its whole closure. */
  public boolean isPartial(Checksum commit) {
    return Files.exists(layout.partialMark(commit));
  }
}
