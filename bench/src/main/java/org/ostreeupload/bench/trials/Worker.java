// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.ostreeupload.bench.trials.lab.BuildRepository;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Shape;
import org.ostreeupload.bench.trials.lab.Tally;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.pusher.PushException;
import org.ostreeupload.pusher.PushListener;
import org.ostreeupload.pusher.PushPlan;
import org.ostreeupload.pusher.PushRequest;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.pusher.Pusher;
import org.ostreeupload.pusher.ReceiverAddress;
import org.ostreeupload.pusher.TlsOptions;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;

/**
 * Pushes a branch of its own without a process for every push, and does not always end what it
 * began. Used by one thread.
 */
final class Worker {
  static final String PUBLISHED = "published";
  static final String RESUMED = "abandoned and gone on with";
  static final String ABANDONED = "abandoned for good";
  static final String DISCARDED = "discarded";
  static final String REFUSED = "refused";

  private static final Shape SHAPE = Shape.small(8, 64 << 10);

  private final Tally tally;
  private final SplittableRandom random;
  private final BuildRepository source;
  private final Pusher pusher;
  private final Pusher quitter;
  private final RefName branch;
  private int untilQuitting;
  private boolean isPublished;

  Worker(Lab lab, ReceiverProcess receiver, Tally tally, int number) throws IOException {
    this.tally = tally;
    this.random = lab.random(number);
    this.source =
        BuildRepository.create(lab.newDirectory("worker-" + number), "archive", random.split());
    this.branch = RefName.parse("worker/" + number);
    ReceiverAddress address =
        ReceiverAddress.parse(receiver.address(), receiver.token(), TlsOptions.DEFAULT);
    Repository repository = Repository.open(source.path());
    this.pusher = new Pusher(repository, address, PushListener.NONE);
    this.quitter = new Pusher(repository, address, new Impatient());
  }

  /** Makes so many sessions. */
  void work(int sessions) throws IOException {
    for (int i = 0; i < sessions; i++) {
      switch (isPublished ? random.nextInt(6) : 0) {
        case 0, 1 -> publish(PUBLISHED);
        case 2 -> {
          abandon();
          publish(RESUMED);
        }
        case 3 -> abandon();
        case 4 -> {
          commit();
          push(pusher, Goal.DRY_RUN);
          tally.count(DISCARDED);
        }
        default -> beRefused();
      }
    }
  }

  private void commit() throws IOException {
    source.commit(branch.toString(), SHAPE, random.nextLong());
  }

  private void publish(String as) throws IOException {
    if (as.equals(PUBLISHED)) {
      commit();
    }
    push(pusher, Goal.PUBLISH);
    isPublished = true;
    tally.count(as);
  }

  private void push(Pusher pusher, Goal goal) throws IOException {
    pusher.push(new PushRequest(List.of(branch), goal));
  }

  /** Opens a session and goes away after a while. */
  private void abandon() throws IOException {
    commit();
    untilQuitting = random.nextInt(3);
    try {
      push(quitter, Goal.PUBLISH);
      throw new IllegalStateException("nobody quitted");
    } catch (Quit e) {
      tally.count(ABANDONED);
    }
  }

  /** Pushes what does not descend from what is there. */
  private void beRefused() throws IOException {
    String before = source.ostree().revParse(branch.toString());
    source.commit(branch.toString(), SHAPE, random.nextLong(), "--orphan");
    try {
      push(pusher, Goal.PUBLISH);
      throw new Violation("a branch was replaced by one that does not descend from it");
    } catch (PushException e) {
      Violation.unless(e.reason() == PushException.Cause.REFS, "refused as: " + e);
      tally.count(REFUSED);
    }
    source.ostree().run("reset", branch.toString(), before);
  }

  /** Somebody has had enough. */
  private static final class Quit extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Quits after the plan, after the first bundle or before the publish. */
  private final class Impatient implements PushListener {
    @Override
    public void planned(PushPlan plan) {
      quitIf(untilQuitting == 0);
    }

    @Override
    public void sentObjects(int count) {
      quitIf(untilQuitting == 1);
    }

    @Override
    public void publishing() {
      quitIf(true);
    }

    private void quitIf(boolean enough) {
      if (enough) {
        throw new Quit();
      }
    }
  }
}
