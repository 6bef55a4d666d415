// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.protocol.message.RefOutcome;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/**
 * Pushes branches of a repository to a receiver.
 *
 * <p>The source is only read. A push that fails has moved no ref, and can be made again.
 */
public final class Pusher {
  private final Repository repository;
  private final ReceiverAddress address;
  private final PushListener listener;
  private final LongAdder objects = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Makes a pusher from a repository to a receiver. */
  public Pusher(Repository repository, ReceiverAddress address, PushListener listener) {
    this.repository = repository;
    this.address = address;
    this.listener = new Counter(listener);
  }

  /**
   * Pushes; returns when the branches are where they were wanted, and durable there.
   *
   * @throws PushException saying why not
   */
  public PushReport push(PushRequest request) throws IOException {
    long start = System.nanoTime();
    Map<RefName, Checksum> targets = targets(request.branches());
    try (HttpCaller http = new HttpCaller(address, listener)) {
      ReceiverClient client = new ReceiverClient(http);
      OpenedPush opened = client.open(new OpenPush(wishes(targets)));
      requireAnswer(opened, targets);
      if (opened.id().isPresent()) {
        push(request, client, opened, opened.id().get(), targets);
      }
      return new PushReport(
          branches(opened, targets),
          objects.sum(),
          bytes.sum(),
          http.requests(),
          Duration.ofNanos(System.nanoTime() - start));
    } catch (ObjectException e) {
      throw Uploader.sourceFault(e);
    } catch (ProblemException e) {
      throw refusal(e.problem());
    }
  }

  private void push(
      PushRequest request,
      ReceiverClient client,
      OpenedPush opened,
      String id,
      Map<RefName, Checksum> targets)
      throws IOException {
    boolean published = false;
    try {
      Planner planner = planner(client, opened, id);
      for (Head head : opened.refs()) {
        planner.add(head, target(targets, head));
      }
      PushPlan plan = planner.plan();
      listener.planned(plan);
      if (request.goal() == PushRequest.Goal.PUBLISH) {
        Uploader uploader = new Uploader(repository, client, id, opened.limits(), listener);
        uploader.upload(plan.objects(), plan.detached());
        listener.publishing();
        publish(client, id, moves(opened, targets), uploader, planner);
        published = true;
      }
    } finally {
      if (!published) {
        discard(client, id);
      }
    }
  }

  private Planner planner(ReceiverClient client, OpenedPush opened, String id) {
    return new Planner(
        repository, names -> client.missing(id, names), opened.limits().namesPerQuestion());
  }

  /** Publishes; what the receiver finds missing although it said that it had it is sent first. */
  private void publish(
      ReceiverClient client, String id, Publish moves, Uploader uploader, Planner planner)
      throws IOException {
    Set<ObjectName> remedied = new HashSet<>();
    while (true) {
      try {
        client.publish(id, moves);
        return;
      } catch (ProblemException e) {
        // Each time around there is something that was not sent before, so this ends.
        boolean incomplete = e.problem().code() == ErrorCode.INCOMPLETE;
        if (!incomplete || !remedied.addAll(e.problem().missing())) {
          throw e;
        }
        uploader.upload(planner.remedy(e.problem().missing()), List.of());
      }
    }
  }

  /** Tells the receiver to forget the push; if that fails, the receiver forgets it by itself. */
  private void discard(ReceiverClient client, String id) {
    try {
      client.discard(id);
    } catch (IOException e) {
      listener.retrying("the unfinished push is left to expire: " + e.getMessage());
    }
  }

  private Map<RefName, Checksum> targets(List<RefName> branches) throws IOException {
    Map<RefName, Checksum> targets = new LinkedHashMap<>();
    if (branches.isEmpty()) {
      for (Map.Entry<RefName, Checksum> head : repository.refs().heads().entrySet()) {
        if (!repository.refs().isAlias(head.getKey())) {
          targets.put(head.getKey(), head.getValue());
        }
      }
    }
    for (RefName branch : branches) {
      Optional<Checksum> head = repository.refs().head(branch);
      if (head.isEmpty()) {
        throw new PushException(
            PushException.Cause.SOURCE,
            "no branch '" + branch + "' in repository " + repository.layout().root());
      }
      targets.put(branch, head.get());
    }
    if (targets.isEmpty()) {
      throw new PushException(
          PushException.Cause.SOURCE,
          "repository " + repository.layout().root() + " has no branches to push");
    }
    for (Map.Entry<RefName, Checksum> target : targets.entrySet()) {
      requireWhole(target.getKey(), target.getValue());
    }
    return targets;
  }

  private void requireWhole(RefName branch, Checksum commit) throws IOException {
    if (repository.isPartial(commit)) {
      throw new PushException(
          PushException.Cause.SOURCE,
          "commit "
              + commit
              + " of branch '"
              + branch
              + "' is partial: not all of its objects are in "
              + repository.layout().root()
              + ". Pull it completely first.");
    }
    Optional<List<String>> bound;
    try {
      bound = repository.objects().readCommit(commit).refBinding();
    } catch (ObjectException e) {
      throw Uploader.sourceFault(e);
    }
    if (bound.isPresent() && !bound.get().contains(branch.value())) {
      throw new PushException(
          PushException.Cause.REFS,
          "commit "
              + commit
              + " is bound to "
              + bound.get()
              + ", not to '"
              + branch
              + "': clients would refuse to pull it under that name");
    }
  }

  private List<Wish> wishes(Map<RefName, Checksum> targets) throws IOException {
    List<Wish> wishes = new ArrayList<>();
    for (Map.Entry<RefName, Checksum> target : targets.entrySet()) {
      Optional<Checksum> detached =
          repository.objects().readDetached(target.getValue()).map(Checksum::ofBytes);
      wishes.add(new Wish(target.getKey(), target.getValue(), detached));
    }
    return wishes;
  }

  /** A receiver must tell where each branch is, and have nothing to do only if that is right. */
  private void requireAnswer(OpenedPush opened, Map<RefName, Checksum> targets)
      throws PushException {
    Set<RefName> left = new HashSet<>(targets.keySet());
    for (Head head : opened.refs()) {
      boolean done = head.head().equals(Optional.ofNullable(targets.get(head.ref())));
      if (!left.remove(head.ref()) || (opened.id().isEmpty() && !done)) {
        throw wrongAnswer(head.ref());
      }
    }
    if (!left.isEmpty()) {
      throw wrongAnswer(left.iterator().next());
    }
  }

  private PushException wrongAnswer(RefName ref) {
    return new PushException(
        PushException.Cause.RECEIVER,
        "the receiver at " + address + " answers nonsense about branch '" + ref + "'");
  }

  private static Checksum target(Map<RefName, Checksum> targets, Head head) {
    return Objects.requireNonNull(targets.get(head.ref()));
  }

  private static Publish moves(OpenedPush opened, Map<RefName, Checksum> targets) {
    return new Publish(
        opened.refs().stream()
            .map(head -> new Move(head.ref(), head.head(), target(targets, head)))
            .toList());
  }

  private static List<PushReport.Branch> branches(
      OpenedPush opened, Map<RefName, Checksum> targets) {
    return opened.refs().stream()
        .map(head -> new PushReport.Branch(head.ref(), head.head(), target(targets, head)))
        .toList();
  }

  private PushException refusal(Problem problem) {
    return switch (problem.code()) {
      case UNAUTHORIZED, FORBIDDEN ->
          new PushException(PushException.Cause.TOKEN, problem.detail());
      case REFS_REFUSED -> new PushException(PushException.Cause.REFS, refusedRefs(problem));
      case OBJECT_REFUSED, INCOMPLETE ->
          new PushException(PushException.Cause.SOURCE, problem.detail());
      case MALFORMED,
          NOT_FOUND,
          UNKNOWN_PUSH,
          WRONG_OFFSET,
          OBJECT_BUSY,
          TOO_LARGE,
          BUSY,
          NO_SPACE,
          INTERNAL ->
          new PushException(
              PushException.Cause.RECEIVER,
              "the receiver at " + address + " refuses: " + problem.detail());
    };
  }

  private static String refusedRefs(Problem problem) {
    return problem.refs().stream()
        .filter(ref -> !ref.detail().isEmpty())
        .map(Pusher::refusedRef)
        .collect(Collectors.joining("; ", "no ref was moved: ", ""));
  }

  private static String refusedRef(RefOutcome ref) {
    return "'" + ref.ref() + "' is refused (" + ref.outcome() + "): " + ref.detail();
  }

  /** Counts what is sent on its way to the listener. */
  private final class Counter implements PushListener {
    private final PushListener next;

    Counter(PushListener next) {
      this.next = next;
    }

    @Override
    public void planned(PushPlan plan) {
      next.planned(plan);
    }

    @Override
    public void sentBytes(long count) {
      bytes.add(count);
      next.sentBytes(count);
    }

    @Override
    public void sentObjects(int count) {
      objects.add(count);
      next.sentObjects(count);
    }

    @Override
    public void retrying(String reason) {
      next.retrying(reason);
    }

    @Override
    public void publishing() {
      next.publishing();
    }
  }
}
