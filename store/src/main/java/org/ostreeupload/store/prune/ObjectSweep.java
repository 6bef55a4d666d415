// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.config.RepositoryConfig;
import org.ostreeupload.store.object.Checksum;

/** Deletes the objects that are not reached, or counts them. For one run. */
final class ObjectSweep {
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{2}");

  private final Layout layout;
  private final RepositoryConfig config;
  private final DurableFiles files;
  private final Reachable reachable;
  private final Prune.Mode mode;
  private final Consumer<Checksum> commits;
  private long objects;
  private long deleted;
  private long bytesFreed;

  ObjectSweep(
      Repository repository, Reachable reachable, Prune.Mode mode, Consumer<Checksum> commits) {
    this.layout = repository.layout();
    this.config = repository.config();
    this.files = repository.files();
    this.reachable = reachable;
    this.mode = mode;
    this.commits = commits;
  }

  PruneResult run() throws IOException {
    for (Phase phase : Phase.values()) {
      sweep(phase);
    }
    return new PruneResult(objects, deleted, bytesFreed);
  }

  private void sweep(Phase phase) throws IOException {
    List<Path> touched = new ArrayList<>();
    Directories.forEach(
        layout.objects(),
        directory -> {
          String prefix = String.valueOf(directory.getFileName());
          if (PREFIX.matcher(prefix).matches() && sweep(directory, prefix, phase)) {
            touched.add(directory);
          }
        });
    // All at once: the first sync writes most of what the others would.
    for (Path directory : touched) {
      files.syncDirectory(directory);
    }
  }

  /** Says whether anything was deleted. */
  private boolean sweep(Path directory, String prefix, Phase phase) throws IOException {
    List<LooseObject> garbage = garbage(directory, prefix, phase);
    if (phase == Phase.COMMITS) {
      garbage.forEach(commit -> commits.accept(commit.checksum()));
    }
    if (garbage.isEmpty() || mode == Prune.Mode.DRY_RUN) {
      return false;
    }
    if (phase == Phase.COMMITS && config.tombstoneCommits()) {
      writeTombstones(directory, garbage);
    }
    for (LooseObject object : garbage) {
      Files.delete(object.path());
    }
    if (phase == Phase.COMMITS) {
      deleteBelongings(directory, garbage);
    }
    return true;
  }

  /** Finds all that is to go before any of it does: a listing of a shrinking directory can skip. */
  private List<LooseObject> garbage(Path directory, String prefix, Phase phase) throws IOException {
    List<LooseObject> garbage = new ArrayList<>();
    Directories.forEach(
        directory,
        entry -> {
          Optional<LooseObject> object = LooseObject.of(prefix, entry, config.mode());
          if (object.isPresent() && object.get().phase() == phase && isGarbage(object.get())) {
            garbage.add(object.get());
          }
        });
    return garbage;
  }

  /** Counts an object and says whether it is to go. */
  private boolean isGarbage(LooseObject object) throws IOException {
    if (reachable.contains(object)) {
      objects++;
      return false;
    }
    BasicFileAttributes file =
        Files.readAttributes(object.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (file.isDirectory()) {
      return false;
    }
    objects++;
    deleted++;
    bytesFreed += file.size();
    return true;
  }

  /** Writes tombstones while the commits are still there: a crash must not lose any. */
  private void writeTombstones(Path directory, List<LooseObject> commits) throws IOException {
    files.createDirectories(layout.own());
    Path temporary = layout.own().resolve("tombstone");
    for (LooseObject commit : commits) {
      Files.deleteIfExists(temporary);
      DurableFiles.Prepared tombstone =
          files.prepare(
              temporary, layout.tombstone(commit.checksum()), Tombstone.of(commit.checksum()));
      files.moveReplacing(tombstone.temporary(), tombstone.target());
    }
    files.syncDirectory(directory);
  }

  /** Deletes what tells readers about commits, once no crash can bring these back. */
  private void deleteBelongings(Path directory, List<LooseObject> commits) throws IOException {
    files.syncDirectory(directory);
    for (LooseObject commit : commits) {
      Files.deleteIfExists(layout.detached(commit.checksum()));
      Files.deleteIfExists(layout.partialMark(commit.checksum()));
    }
  }
}
