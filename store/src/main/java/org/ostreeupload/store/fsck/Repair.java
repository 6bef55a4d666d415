// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.ostreeupload.store.DiskSpace;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectReader;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.config.RepositoryMode;
import org.ostreeupload.store.fsck.FileCheck.Verdict;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Brings back what is wanted: fetches copies that are checked on the way, and when there is nothing
 * more to fetch, puts all of them in place, what refers to others after those.
 *
 * <p>As a reader it shows the repository as it will be. Not thread-safe, though it fetches several
 * at a time.
 */
final class Repair implements ObjectReader, AutoCloseable {
  private static final int AT_A_TIME = 4;

  private final Repository repository;
  private final FileCheck check;
  private final Damage damage;
  private final FsckListener listener;
  private final List<Fetcher> fetchers;
  private final RepairDirectory directory;
  private final Set<ObjectName> asked = new HashSet<>();
  private final Set<ObjectName> fetched = ConcurrentHashMap.newKeySet();

  private Repair(
      Repository repository,
      FileCheck check,
      Damage damage,
      List<Fetcher> fetchers,
      FsckListener listener,
      RepairDirectory directory) {
    this.repository = repository;
    this.check = check;
    this.damage = damage;
    this.fetchers = fetchers;
    this.listener = listener;
    this.directory = directory;
  }

  static void requireArchive(Repository repository) throws RepositoryException {
    RepositoryMode mode = repository.config().mode();
    if (mode != RepositoryMode.ARCHIVE) {
      throw new RepositoryException(
          "repository "
              + repository.layout().root()
              + " has mode "
              + mode
              + "; only archive repositories can be repaired");
    }
  }

  static Repair begin(
      Repository repository,
      FileCheck check,
      Damage damage,
      List<ObjectSource> sources,
      FsckListener listener)
      throws IOException {
    RepairDirectory directory = RepairDirectory.open(repository.layout(), repository.files());
    DiskSpace.Reservation space = repository.space().begin();
    int zlibLevel = repository.config().zlibLevel();
    List<Fetcher> fetchers =
        sources.stream()
            .map(source -> new Fetcher(source, check, zlibLevel, space, listener))
            .toList();
    return new Repair(repository, check, damage, fetchers, listener, directory);
  }

  /** Asks for what is wanted and was not asked for yet; says whether anything came. */
  boolean fetch() throws IOException {
    Set<ObjectName> names = new HashSet<>(repository.wanted().all());
    names.addAll(damage.wanted());
    names.removeIf(name -> !asked.add(name));
    if (names.isEmpty()) {
      return false;
    }
    listener.repairing(names.size());
    int before = fetched.size();
    List<Callable<Void>> tasks = new ArrayList<>();
    names.forEach(name -> tasks.add(() -> fetch(name)));
    Workers.run(AT_A_TIME, tasks, _ -> {});
    return fetched.size() > before;
  }

  private Void fetch(ObjectName name) throws IOException {
    for (Fetcher fetcher : fetchers) {
      if (fetcher.fetch(name, directory.file(name))) {
        fetched.add(name);
        damage.repaired(name, fetcher.toString());
        return null;
      }
    }
    return null;
  }

  @Override
  public boolean contains(ObjectName name) {
    return fetched.contains(name) || repository.objects().contains(name);
  }

  @Override
  public byte[] readMetadata(ObjectName name) throws IOException {
    if (!fetched.contains(name)) {
      return repository.objects().readMetadata(name);
    }
    byte[] bytes = ObjectStore.readBounded(directory.file(name));
    if (!Checksum.ofBytes(bytes).equals(name.checksum())) {
      throw ObjectException.damaged(name, "it changed after it was fetched");
    }
    return bytes;
  }

  /** Puts everything that was fetched in place; durable when it returns. */
  void publish() throws IOException {
    if (fetched.isEmpty()) {
      return;
    }
    DurableFiles files = repository.files();
    directory.sync();
    List<ObjectName> placed = new ArrayList<>();
    for (ObjectType type : ObjectType.values()) {
      Set<Path> touched = new TreeSet<>();
      for (ObjectName name : fetched) {
        if (name.type() == type && place(name, touched)) {
          placed.add(name);
        }
      }
      files.syncDirectories(touched);
    }
    for (ObjectName name : placed) {
      repository.wanted().remove(name);
    }
  }

  private boolean place(ObjectName name, Set<Path> touched) throws IOException {
    Layout layout = repository.layout();
    Path target = layout.object(name, repository.objects().contentExtension());
    Path prefix = target.resolveSibling("");
    if (!Files.isDirectory(prefix)) {
      Files.createDirectories(prefix);
      touched.add(layout.objects());
    }
    touched.add(prefix);
    boolean placed = move(name, target);
    if (!placed) {
      damage.notRepaired(name);
    } else if (name.type() == ObjectType.COMMIT) {
      Files.deleteIfExists(layout.tombstone(name.checksum()));
    }
    return placed;
  }

  /** Says whether a sound object is in place afterwards; one that is sound already stays. */
  private boolean move(ObjectName name, Path target) throws IOException {
    Path source = directory.file(name);
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      try {
        repository.files().moveWithoutReplacing(source, target);
        return true;
      } catch (FileAlreadyExistsException e) {
        // A push was faster. What it brought is looked at like what was there before.
      }
    }
    return switch (check.check(name)) {
      case Verdict.Sound _ -> true;
      case Verdict.Gone _ -> false;
      case Verdict.Faulty(Damage.Fault fault) -> {
        boolean replaceable =
            fault.kind() == Finding.Kind.DAMAGED
                && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
        if (replaceable) {
          repository.files().moveReplacing(source, target);
        }
        yield replaceable;
      }
    };
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
