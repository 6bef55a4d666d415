// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.RefResult.Outcome;

/**
 * Finishes the moves of refs that a journal tells of, or takes them back, so that all of them
 * happened or none. Whoever uses it has the {@linkplain Repository#lockPublishing publishing lock}.
 */
final class Replay {
  private final Repository repository;
  private final Staging staging;

  Replay(Repository repository, Staging staging) {
    this.repository = repository;
    this.staging = staging;
  }

  /** What became of the moves. */
  enum End {
    /** All have happened. */
    FINISHED,
    /** None has. */
    TAKEN_BACK
  }

  /**
   * Runs; the journal is gone afterwards. A ref that somebody else has moved since is left alone.
   */
  End run(Journal journal) throws IOException {
    Map<RefName, Optional<Checksum>> forward = new LinkedHashMap<>();
    Map<RefName, Optional<Checksum>> back = new LinkedHashMap<>();
    for (RefResult result : journal.results()) {
      Optional<Checksum> head = repository.refs().head(result.update().ref());
      Optional<Checksum> target = Optional.of(result.update().target());
      if (result.outcome() != Outcome.MOVED) {
        continue;
      }
      if (head.equals(target)) {
        back.put(result.update().ref(), result.before());
      } else if (head.equals(result.before())) {
        forward.put(result.update().ref(), target);
      }
    }
    if (areWhole(forward)) {
      move(forward, journal.rules());
      new Receipts(repository).file(staging, journal);
      return End.FINISHED;
    }
    // Somebody pruned what no ref reached yet.
    if (!areWhole(back)) {
      throw new RepositoryException(
          "a publish was cut short and can be neither finished nor taken back, because objects are"
              + " gone: "
              + staging.journal()
              + " says what it did. Set the refs right by hand and delete "
              + staging.directory());
    }
    move(back, journal.rules());
    staging.deleteJournal(repository.files());
    return End.TAKEN_BACK;
  }

  private boolean areWhole(Map<RefName, Optional<Checksum>> moves) throws IOException {
    ClosureCheck closure = new ClosureCheck(repository, new SoundObjects(repository));
    for (Optional<Checksum> target : moves.values()) {
      if (target.isPresent()) {
        closure.check(target.get());
      }
    }
    return closure.missing().isEmpty();
  }

  /** Renews the summary even if there is nothing left to move: that may have been cut short. */
  private void move(Map<RefName, Optional<Checksum>> moves, PublishRules rules) throws IOException {
    boolean renewSummary =
        rules == PublishRules.PUSH || Files.exists(repository.layout().summary());
    RefMoves.prepare(repository, staging, moves, renewSummary).apply();
  }
}
