// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Refs;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * Refs that move together, and the summary that tells clients of them. Preparing does all that can
 * fail for want of space and changes nothing that readers see; applying is renames only, and can be
 * repeated. Whoever uses it has the {@linkplain Repository#lockPublishing publishing lock}.
 */
final class RefMoves {
  private final Repository repository;
  private final Layout layout;
  private final DurableFiles files;
  private final Staging staging;
  private final List<DurableFiles.Prepared> refs = new ArrayList<>();
  private final List<Path> deleted = new ArrayList<>();
  private Optional<DurableFiles.Prepared> summary = Optional.empty();

  private RefMoves(Repository repository, Staging staging) {
    this.repository = repository;
    this.layout = repository.layout();
    this.files = repository.files();
    this.staging = staging;
  }

  /**
   * Prepares moves.
   *
   * @param moves where each ref shall point; empty for a ref that shall not be
   * @param renewSummary whether to make a summary of the branches as they will be
   */
  static RefMoves prepare(
      Repository repository,
      Staging staging,
      Map<RefName, Optional<Checksum>> moves,
      boolean renewSummary)
      throws IOException {
    RefMoves prepared = new RefMoves(repository, staging);
    if (renewSummary) {
      prepared.prepareSummary(moves);
    }
    for (Map.Entry<RefName, Optional<Checksum>> move : moves.entrySet()) {
      prepared.prepare(prepared.layout.head(move.getKey()), move.getValue());
    }
    return prepared;
  }

  private void prepare(Path file, Optional<Checksum> target) throws IOException {
    if (target.isEmpty()) {
      requireWritable(file.resolveSibling(""));
      deleted.add(file);
      return;
    }
    deleteEmptyDirectories(file);
    files.createDirectories(file.resolveSibling(""));
    requireWritable(file.resolveSibling(""));
    byte[] line = (target.get() + "\n").getBytes(StandardCharsets.US_ASCII);
    refs.add(files.prepare(staging.newIncoming(), file, line));
  }

  /** Notices before anything moves what would keep a rename from happening. */
  private static void requireWritable(Path directory) throws IOException {
    if (!Files.isWritable(directory)) {
      throw new AccessDeniedException(
          directory.toString(), null, "this user may not move refs in it");
    }
  }

  /** Makes way for a ref where directories are that hold nothing. */
  private static void deleteEmptyDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path child : Directories.list(directory)) {
      deleteEmptyDirectories(child);
    }
    Files.delete(directory);
  }

  /** Makes the summary of the branches as they will be. */
  private void prepareSummary(Map<RefName, Optional<Checksum>> moves) throws IOException {
    Refs current = repository.refs();
    SortedMap<RefName, Checksum> heads = current.heads();
    List<RefName> aliases = heads.keySet().stream().filter(current::isAlias).toList();
    for (Map.Entry<RefName, Optional<Checksum>> move : moves.entrySet()) {
      put(heads, move.getKey(), move.getValue());
      for (RefName alias : aliases) {
        if (current.isAliasOf(alias, move.getKey())) {
          put(heads, alias, move.getValue());
        }
      }
    }
    byte[] bytes = new SummaryWriter(repository).serialize(heads, Instant.now());
    summary = Optional.of(files.prepare(staging.newIncoming(), layout.summary(), bytes));
  }

  private static void put(
      SortedMap<RefName, Checksum> heads, RefName ref, Optional<Checksum> target) {
    if (target.isPresent()) {
      heads.put(ref, target.get());
    } else {
      heads.remove(ref);
    }
  }

  /** Moves the refs, then puts the summary in place; durable when it returns. */
  void apply() throws IOException {
    Set<Path> touched = new TreeSet<>();
    for (DurableFiles.Prepared ref : refs) {
      files.moveReplacing(ref.temporary(), ref.target());
      touched.add(ref.target().resolveSibling(""));
    }
    for (Path ref : deleted) {
      Files.deleteIfExists(ref);
      touched.add(ref.resolveSibling(""));
    }
    files.syncDirectories(touched);
    if (summary.isPresent()) {
      files.moveReplacing(summary.get().temporary(), summary.get().target());
      // It signs the old one, and could not be right any more.
      Files.deleteIfExists(layout.summarySignature());
      files.syncDirectory(layout.root());
    } else {
      // By this, other tools notice that something changed; a rename of the summary does the same.
      DurableFiles.touch(layout.root());
    }
  }
}
