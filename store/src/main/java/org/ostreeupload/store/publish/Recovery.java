// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;

/**
 * What a program does first in a repository where another one was killed: publishes that were begun
 * are finished or taken back, transactions that somebody may go on with are opened, and everything
 * else that was left in staging is deleted. What running programs use is left alone.
 *
 * <p>To be run before the first transaction of this process begins: looking at a lock of one's own
 * would give it up. Source: docs/DESIGN.md, "Recovery".
 */
public final class Recovery {
  private final Repository repository;
  private final List<Transaction> transactions = new ArrayList<>();
  private final List<String> news = new ArrayList<>();

  private Recovery(Repository repository) {
    this.repository = repository;
  }

  /**
   * What was found.
   *
   * @param transactions those to go on with; they have no lease yet
   * @param news what was done, for people: a line each
   */
  public record Result(List<Transaction> transactions, List<String> news) {
    /** Makes a result. */
    public Result {
      transactions = List.copyOf(transactions);
      news = List.copyOf(news);
    }
  }

  /**
   * Runs once.
   *
   * @throws org.ostreeupload.store.RepositoryException if a publish that was cut short can be
   *     neither finished nor taken back
   */
  public static Result run(Repository repository) throws IOException {
    Recovery recovery = new Recovery(repository);
    for (String id : Staging.ids(repository.layout())) {
      recovery.recover(id);
    }
    return new Result(recovery.transactions, recovery.news);
  }

  /**
   * The commits that publishes which were cut short point refs to, and took them from. A prune
   * keeps them, so that these can be finished or taken back.
   */
  public static Set<Checksum> commitsInJournals(Repository repository) throws IOException {
    Set<Checksum> commits = new HashSet<>();
    for (JournalFile file : JournalFile.all(repository.layout())) {
      for (RefResult result : file.read().map(Journal::results).orElse(List.of())) {
        commits.add(result.update().target());
        result.before().ifPresent(commits::add);
      }
    }
    return commits;
  }

  private void recover(String id) throws IOException {
    try {
      Optional<Staging> staging = Staging.reopen(repository.layout(), repository.files(), id);
      if (staging.isPresent()) {
        recover(staging.get());
      }
    } catch (IOException e) {
      if (new JournalFile(repository.layout().staging().resolve(id)).exists()) {
        throw e; // refs may have moved in part
      }
      news.add("staging " + id + " is left as it is, since it cannot be gone on with: " + e);
    }
  }

  private void recover(Staging staging) throws IOException {
    boolean kept = false;
    boolean recovered = false;
    try {
      staging.deleteIncoming();
      Optional<Journal> journal = staging.journal().read();
      boolean finished =
          journal.isPresent()
              ? replay(staging, journal.get())
              : new Receipts(repository).contains(staging.id());
      Optional<String> note = staging.note().filter(text -> !text.isEmpty());
      if (!finished && note.isPresent()) {
        transactions.add(new Transaction(repository, salvage(staging), note.get()));
        kept = true;
      }
      recovered = true;
    } finally {
      if (!recovered) {
        staging.release();
      } else if (!kept) {
        staging.delete();
      }
    }
  }

  private boolean replay(Staging staging, Journal journal) throws IOException {
    try (Repository.Share _ = repository.share();
        Repository.Exclusive _ = repository.lockPublishing()) {
      Replay.End end = new Replay(repository, staging).run(staging.journal(), journal);
      news.add(
          switch (end) {
                case FINISHED -> "a publish that was cut short has been finished: ";
                case TAKEN_BACK -> "a publish that was cut short has been taken back: ";
              }
              + staging.id());
      return end == Replay.End.FINISHED;
    }
  }

  private Staging salvage(Staging staging) throws IOException {
    if (staging.isOfThisBoot()) {
      return staging;
    }
    news.add("what was sent for a push before the machine stopped is checked: " + staging.id());
    return staging.salvage(repository.layout(), repository.files(), UUID.randomUUID().toString());
  }
}
