// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.Repository;

/**
 * Pushes branches of a repository to a receiver.
 *
 * <p>The source is only read. A push that failed can be made again, and then goes on with what has
 * arrived.
 */
public final class Pusher {
  private final Repository repository;
  private final ReceiverAddress address;
  private final PushListener listener;
  private final Retries.Pause pause;
  private final ReceiverAnswers answers;
  private final Refusal refusal;

  /** Makes a pusher from a repository to a receiver. */
  public Pusher(Repository repository, ReceiverAddress address, PushListener listener) {
    this(repository, address, listener, Thread::sleep);
  }

  Pusher(
      Repository repository, ReceiverAddress address, PushListener listener, Retries.Pause pause) {
    this.repository = repository;
    this.address = address;
    this.listener = listener;
    this.pause = pause;
    this.answers = new ReceiverAnswers(address);
    this.refusal = new Refusal(address);
  }

  /**
   * Pushes; returns when the branches are where they were wanted, and durable there.
   *
   * @throws PushException saying why not
   */
  public PushReport push(PushRequest request) throws IOException {
    long start = System.nanoTime();
    SentCounter sent = new SentCounter(listener);
    try (HttpCaller http = new HttpCaller(address)) {
      Targets targets = Targets.of(repository, request.branches());
      ReceiverClient client = new ReceiverClient(http, new Retries(pause, sent));
      OpenedPush opened = push(request, targets, client, sent);
      return new PushReport(
          targets.report(opened),
          sent.objects(),
          sent.bytes(),
          http.requests(),
          Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw refusal.explain(e);
    }
  }

  /** Opens the push and goes through it, again for as long as that is worth it. */
  private OpenedPush push(
      PushRequest request, Targets targets, ReceiverClient client, PushListener sent)
      throws IOException {
    Reopenings reopenings = new Reopenings(request.retries(), sent);
    Set<String> own = new HashSet<>();
    while (true) {
      Opening opening = client.open(targets.wishes(repository));
      OpenedPush opened = opening.push();
      answers.requireHeads(opened, targets);
      if (opened.id().isEmpty()) {
        return opened;
      }
      String id = opened.id().get();
      if (opening.isNew()) {
        own.add(id);
      }
      PushSession session = client.session(id, opened);
      try {
        goThrough(request, opening, targets, session, sent);
        return opened;
      } catch (IOException e) {
        if (!reopenings.isWorthIt(e)) {
          if (refusal.isForGood(e) && own.contains(id)) { // or somebody else may be waiting for it
            discard(session, sent);
          }
          throw e;
        }
      }
    }
  }

  private void goThrough(
      PushRequest request, Opening opening, Targets targets, PushSession session, PushListener sent)
      throws IOException {
    OpenedPush opened = opening.push();
    Planner planner =
        new Planner(repository, session::missing, session.limits().namesPerQuestion());
    for (Head head : opened.refs()) {
      planner.add(head, targets.commit(head.ref()));
    }
    planner.addWanted(opened.wanted(), sent);
    PushPlan plan = planner.plan();
    sent.planned(plan);
    switch (request.goal()) {
      case DRY_RUN -> {
        if (opening.isNew()) { // or else what has arrived would be lost
          discard(session, sent);
        }
      }
      case PUBLISH -> {
        Uploader uploader =
            new Uploader(repository.objects(), session, request.compression(), answers, sent);
        reserve(plan, session, uploader);
        uploader.upload(plan.objects(), plan.detached());
        sent.publishing();
        Published published =
            new Publication(session, planner, uploader, refusal).publish(targets.moves(opened));
        answers.requireMoved(published, targets);
        acknowledge(session);
      }
    }
  }

  /** Has disk space set aside for what is to be sent, if that is much. */
  private static void reserve(PushPlan plan, PushSession session, Uploader uploader)
      throws IOException {
    long most = session.limits().bundle();
    if (plan.bytes() <= most) {
      return;
    }
    long left = plan.bytes() - uploader.askArrived(plan.objects());
    if (left > most) {
      session.reserve(left);
    }
  }

  /** Lets the receiver forget a push whose success has been heard of. */
  private static void acknowledge(PushSession session) {
    try {
      session.discard();
    } catch (IOException e) {
      // The push has succeeded; the receiver forgets it by itself when it has been idle for long.
    }
  }

  /** Lets the receiver forget a push that nobody will go on with. */
  private static void discard(PushSession session, PushListener listener) {
    try {
      session.discard();
    } catch (IOException e) {
      listener.noted(
          "the receiver keeps what it has of this push until it expires, as it cannot be told to"
              + " forget it: "
              + e.getMessage());
    }
  }
}
