// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.Layout;
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
  private final Layout layout;

  /** Replays journals, with a place for what has to be written. */
  Replay(Repository repository, Staging staging) {
    this.repository = repository;
    this.staging = staging;
    this.layout = repository.layout();
  }

  /** What became of the moves. */
  enum End {
    /** All have happened. */
    FINISHED,
    /** None has. */
    TAKEN_BACK
  }

  /** The refs of a journal that have moved, with their old commits, and those that have not. */
  private record Moves(
      Map<RefName, Optional<Checksum>> back, Map<RefName, Optional<Checksum>> forward) {}

  /** Runs all that any publish has left behind; they are gone afterwards. */
  void runAll() throws IOException {
    for (JournalFile file : JournalFile.all(layout)) {
      Optional<Journal> journal = file.read();
      if (journal.isPresent()) {
        run(file, journal.get());
      }
    }
  }

  /**
   * Runs one; the journal is gone afterwards. A ref that somebody else has moved since is left
   * alone.
   *
   * @throws IOException if that can be neither finished nor taken back: everything is as it was, or
   *     one more attempt has failed halfway, and the journal stays
   */
  End run(JournalFile file, Journal journal) throws IOException {
    Moves moves = moves(journal);
    if (!areWhole(moves.forward)) { // somebody pruned what no ref reached yet
      takeBack(file, journal);
      return End.TAKEN_BACK;
    }
    try {
      move(moves.forward, journal.rules());
      new Receipts(repository).file(file, journal);
      return End.FINISHED;
    } catch (IOException e) {
      takeBackAfter(e, file, journal);
      return End.TAKEN_BACK;
    }
  }

  /** What has moved could be moved; what has not might never be, as a directory can be locked. */
  private void takeBackAfter(IOException failure, JournalFile file, Journal journal)
      throws IOException {
    try {
      takeBack(file, journal);
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private void takeBack(JournalFile file, Journal journal) throws IOException {
    Moves moves = moves(journal);
    if (!areWhole(moves.back)) {
      throw new RepositoryException(
          "a publish was cut short and can be neither finished nor taken back, because objects are"
              + " gone: "
              + file.path()
              + " says what it did. Set the refs right by hand and delete "
              + file.staging());
    }
    move(moves.back, journal.rules());
    file.delete(repository.files());
  }

  private Moves moves(Journal journal) throws IOException {
    Moves moves = new Moves(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (RefResult result : journal.results()) {
      if (result.outcome() != Outcome.MOVED) {
        continue;
      }
      Optional<Checksum> head = repository.refs().head(result.update().ref());
      Optional<Checksum> target = Optional.of(result.update().target());
      if (head.equals(target)) {
        moves.back.put(result.update().ref(), result.before());
      } else if (head.equals(result.before())) {
        moves.forward.put(result.update().ref(), target);
      }
    }
    return moves;
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
    boolean renewSummary = rules == PublishRules.PUSH || Files.exists(layout.summary());
    RefMoves.prepare(repository, staging, moves, renewSummary).apply();
  }
}
