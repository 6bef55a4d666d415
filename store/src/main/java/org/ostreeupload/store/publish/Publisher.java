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
      new Replay(repository, staging).runAll();
      List<RefResult> checks = new RefCheck(repository, transaction, rules).check(updates);
      if (isRefused(checks)) {
        return new Publication.Refused(checks);
      }
      new ObjectMoves(repository, staging).run(closure.checked());
      publishDetached(closure.checked(), updates);
      clearMarks(closure.checked());
      return moveRefs(checks, rules);
    }
  }

  private static boolean isRefused(List<RefResult> checks) {
    return checks.stream().anyMatch(check -> check.outcome().isRefusal());
  }

  /** Finishes what an earlier attempt at the same publish left half done by a failure. */
  private Optional<Publication> finishEarlier(List<RefUpdate> updates) throws IOException {
    if (!staging.journal().exists()) {
      return Optional.empty();
    }
    try (Repository.Exclusive _ = repository.lockPublishing()) {
      Optional<Journal> begun = staging.journal().read();
      if (begun.isEmpty()) { // another publish was here first
        return Optional.empty();
      }
      boolean finished =
          new Replay(repository, staging).run(staging.journal(), begun.get())
              == Replay.End.FINISHED;
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
    for (Checksum commit : ours) {
      Path file = staging.detached(commit);
      if (Files.exists(file)) {
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

  private Publication moveRefs(List<RefResult> checks, PublishRules rules) throws IOException {
    Map<RefName, Optional<Checksum>> moves = new LinkedHashMap<>();
    List<RefResult> results = new ArrayList<>();
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
    // All this took its time, and other programs, such as ostree commit, do not wait for us.
    List<RefResult> now =
        new RefCheck(repository, transaction, rules)
            .check(checks.stream().map(RefResult::update).toList());
    if (!now.equals(checks)) {
      return isRefused(now) ? new Publication.Refused(now) : moveRefs(now, rules);
    }
    apply(prepared, new Journal(transaction.note(), rules, results));
    return new Publication.Done(results);
  }

  private void apply(RefMoves moves, Journal journal) throws IOException {
    try {
      staging.journal().write(journal, staging.newIncoming(), files);
      moves.apply();
      new Receipts(repository).file(staging.journal(), journal);
    } catch (IOException | RuntimeException | Error e) {
      if (!isFinished(e)) {
        throw e;
      }
    }
  }

  /** Some refs may have moved and others not: makes it all or none before anybody else looks. */
  private boolean isFinished(Throwable failure) {
    try {
      Optional<Journal> journal = staging.journal().read();
      return journal.isPresent()
          && new Replay(repository, staging).run(staging.journal(), journal.get())
              == Replay.End.FINISHED;
    } catch (IOException e) {
      failure.addSuppressed(e); // the next publish tries again
      return false;
    }
  }
}
