// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Refs;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.RefResult.Outcome;

/**
 * Publishes one transaction, step by step, in the order in which readers may rely on what they see:
 * content, metadata, commits, what is detached from them, refs, summary. Source: docs/DESIGN.md,
 * "Publishing".
 */
final class Publisher {
  private final Repository repository;
  private final Layout layout;
  private final DurableFiles files;
  private final Transaction transaction;
  private final Staging staging;

  Publisher(Repository repository, Transaction transaction, Staging staging) {
    this.repository = repository;
    this.layout = repository.layout();
    this.files = repository.files();
    this.transaction = transaction;
    this.staging = staging;
  }

  Publication publish(List<RefUpdate> updates, PublishRules rules) throws IOException {
    ClosureCheck closure = new ClosureCheck(repository, transaction);
    for (RefUpdate update : updates) {
      closure.check(update.target());
    }
    if (!closure.missing().isEmpty()) {
      return new Publication.Incomplete(closure.missing());
    }
    files.syncFileSystem(staging.directory());
    repository.publishing().lock();
    try {
      List<RefResult> checks = new RefCheck(repository, transaction, rules).check(updates);
      if (checks.stream().anyMatch(check -> check.outcome().isRefusal())) {
        return new Publication.Refused(checks);
      }
      publishObjects();
      publishCommits(closure.checked());
      publishDetached(closure.checked(), updates);
      clearMarks(closure.checked());
      Optional<byte[]> summary = newSummary(checks, rules);
      List<RefResult> results = moveRefs(checks);
      if (summary.isPresent()) {
        new SummaryWriter(repository).write(summary.get());
      }
      Files.setLastModifiedTime(layout.root(), FileTime.from(Instant.now()));
      return new Publication.Done(results);
    } finally {
      repository.publishing().unlock();
    }
  }

  private void publishObjects() throws IOException {
    for (ObjectType type : List.of(ObjectType.FILE, ObjectType.DIRMETA, ObjectType.DIRTREE)) {
      Set<Path> touched = new TreeSet<>();
      staging.forEachPrefix(
          type,
          (prefix, staged) -> {
            Path directory = directory(prefix, touched);
            for (Path file : staged) {
              publish(file, directory);
            }
          });
      files.syncDirectories(touched);
    }
  }

  /** Publishes commits; whatever else was sent stays behind: nobody knows whether it is whole. */
  private void publishCommits(List<Checksum> commits) throws IOException {
    Set<Path> touched = new TreeSet<>();
    for (Checksum commit : commits) {
      Path file = staging.object(ObjectName.commit(commit));
      if (Files.exists(file)) {
        publish(file, directory(commit.toString().substring(0, 2), touched));
      }
    }
    files.syncDirectories(touched);
  }

  private Path directory(String prefix, Set<Path> touched) throws IOException {
    Path directory = layout.objects().resolve(prefix);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      touched.add(layout.objects());
    }
    touched.add(directory);
    return directory;
  }

  private void publish(Path file, Path directory) throws IOException {
    try {
      files.moveWithoutReplacing(file, directory.resolve(String.valueOf(file.getFileName())));
    } catch (FileAlreadyExistsException e) {
      // Another push published the same object since; a published object is never replaced.
      Files.delete(file);
    }
  }

  /** Makes the summary of the branches as they will be, so that it can fail before any moves. */
  private Optional<byte[]> newSummary(List<RefResult> checks, PublishRules rules)
      throws IOException {
    boolean exists = Files.exists(layout.summary());
    boolean moves = checks.stream().anyMatch(check -> check.outcome() == Outcome.HELD_BACK);
    if (exists ? !moves : rules == PublishRules.LOCAL_COMMIT) {
      return Optional.empty();
    }
    Refs refs = repository.refs();
    SortedMap<RefName, Checksum> heads = refs.heads();
    List<RefName> aliases = heads.keySet().stream().filter(refs::isAlias).toList();
    for (RefResult check : checks) {
      RefUpdate update = check.update();
      heads.put(update.ref(), update.target());
      for (RefName alias : aliases) {
        if (refs.isAliasOf(alias, update.ref())) {
          heads.put(alias, update.target());
        }
      }
    }
    return Optional.of(new SummaryWriter(repository).serialize(heads, Instant.now()));
  }

  /**
   * Publishes what is detached from the commits of this transaction. Commits that others published
   * before keep theirs: whoever may move one branch may not strip the signatures of another.
   */
  private void publishDetached(List<Checksum> checked, List<RefUpdate> updates) throws IOException {
    Set<Checksum> ours = new HashSet<>(checked);
    updates.forEach(update -> ours.add(update.target()));
    try (DirectoryStream<Path> staged = Files.newDirectoryStream(staging.detachedDirectory())) {
      for (Path file : staged) {
        Checksum commit = checksum(file);
        if (ours.contains(commit)) {
          Path target = layout.detached(commit);
          files.moveReplacing(file, target);
          files.syncDirectory(target.resolveSibling(""));
        }
      }
    }
  }

  private static Checksum checksum(Path file) throws MalformedException {
    return Checksum.parse(String.valueOf(file.getFileName()));
  }

  /** Removes what says that commits are partial or deleted: they are whole now. */
  private void clearMarks(List<Checksum> commits) throws IOException {
    for (Checksum commit : commits) {
      Files.deleteIfExists(layout.partialMark(commit));
      Files.deleteIfExists(layout.tombstone(commit));
    }
  }

  private List<RefResult> moveRefs(List<RefResult> checks) throws IOException {
    List<DurableFiles.Prepared> prepared = new ArrayList<>();
    List<RefResult> results = new ArrayList<>();
    for (RefResult check : checks) {
      if (check.outcome() != Outcome.HELD_BACK) {
        results.add(check);
        continue;
      }
      RefUpdate update = check.update();
      Path file = layout.head(update.ref());
      if (Files.isDirectory(file)) {
        DurableFiles.deleteTree(file);
      }
      String line = update.target() + "\n";
      prepared.add(files.prepare(file, line.getBytes(StandardCharsets.US_ASCII)));
      results.add(new RefResult(update, Outcome.MOVED, check.before(), ""));
    }
    for (DurableFiles.Prepared file : prepared) {
      files.replace(file);
    }
    return results;
  }
}
