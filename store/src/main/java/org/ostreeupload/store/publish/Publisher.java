// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
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
    Optional<Publication> earlier = finishEarlier(updates);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    ClosureCheck closure = new ClosureCheck(repository, transaction);
    for (RefUpdate update : updates) {
      closure.check(update.target());
    }
    if (!closure.missing().isEmpty()) {
      return new Publication.Incomplete(closure.missing());
    }
    staging.sync();
    try (Repository.Exclusive _ = repository.lockPublishing()) {
      List<RefResult> checks = new RefCheck(repository, transaction, rules).check(updates);
      if (checks.stream().anyMatch(check -> check.outcome().isRefusal())) {
        return new Publication.Refused(checks);
      }
      new ObjectMoves(repository, staging).run(closure.checked());
      publishDetached(closure.checked(), updates);
      clearMarks(closure.checked());
      return new Publication.Done(moveRefs(checks, rules));
    }
  }

  /** Finishes what an earlier attempt at the same publish left half done by a failure. */
  private Optional<Publication> finishEarlier(List<RefUpdate> updates) throws IOException {
    Optional<Journal> begun = staging.readJournal();
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    try (Repository.Exclusive _ = repository.lockPublishing()) {
      boolean finished = new Replay(repository, staging).run(begun.get()) == Replay.End.FINISHED;
      Map<RefName, Checksum> targets =
          updates.stream().collect(toMap(RefUpdate::ref, RefUpdate::target, (_, last) -> last));
      return finished && begun.get().tellsOf(targets)
          ? Optional.of(new Publication.Done(begun.get().results()))
          : Optional.empty();
    }
  }

  /**
   * Publishes what is detached from the commits of this transaction. Commits that others published
   * before keep theirs: whoever may move one branch may not strip the signatures of another.
   */
  private void publishDetached(List<Checksum> checked, List<RefUpdate> updates) throws IOException {
    Set<Checksum> ours = new HashSet<>(checked);
    updates.forEach(update -> ours.add(update.target()));
    Set<Path> touched = new TreeSet<>();
    for (Path file : staging.detached()) {
      Checksum commit = Checksum.parse(String.valueOf(file.getFileName()));
      if (ours.contains(commit)) {
        Path target = layout.detached(commit);
        files.moveReplacing(file, target);
        touched.add(target.resolveSibling(""));
      }
    }
    files.syncDirectories(touched);
  }

  /** Removes what says that commits are partial or deleted: they are whole now. */
  private void clearMarks(List<Checksum> commits) throws IOException {
    for (Checksum commit : commits) {
      Files.deleteIfExists(layout.partialMark(commit));
      Files.deleteIfExists(layout.tombstone(commit));
    }
  }

  private List<RefResult> moveRefs(List<RefResult> checks, PublishRules rules) throws IOException {
    List<RefResult> results = new ArrayList<>();
    Map<RefName, Optional<Checksum>> moves = new LinkedHashMap<>();
    for (RefResult check : checks) {
      RefUpdate update = check.update();
      if (check.outcome() == Outcome.HELD_BACK) {
        moves.put(update.ref(), Optional.of(update.target()));
        results.add(new RefResult(update, Outcome.MOVED, check.before(), ""));
      } else {
        results.add(check);
      }
    }
    boolean renewSummary =
        Files.exists(layout.summary()) ? !moves.isEmpty() : rules == PublishRules.PUSH;
    RefMoves prepared = RefMoves.prepare(repository, staging, moves, renewSummary);
    Journal journal = new Journal(transaction.note(), rules, results);
    staging.writeJournal(journal, files);
    try {
      prepared.apply();
      new Receipts(repository).file(staging, journal);
    } catch (IOException e) {
      finishNow(journal, e);
    }
    return results;
  }

  /** Some refs may have moved and others not: makes it all or none before anybody else looks. */
  private void finishNow(Journal journal, IOException failure) throws IOException {
    boolean finished = false;
    try {
      finished = new Replay(repository, staging).run(journal) == Replay.End.FINISHED;
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    if (!finished) {
      throw failure;
    }
  }
}
