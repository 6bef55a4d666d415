// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static java.util.stream.Collectors.toSet;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.protocol.message.RefOutcome;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/** Says whether what a receiver answers about branches is an answer to what it was asked. */
final class ReceiverAnswers {
  private static final Set<String> DONE = Set.of("moved", "unchanged");

  private final ReceiverAddress address;

  /** Of the receiver at this address. */
  ReceiverAnswers(ReceiverAddress address) {
    this.address = address;
  }

  /**
   * Requires that it is told of each branch where it is, and that there is nothing to do only if
   * all are where they shall be.
   */
  void requireHeads(OpenedPush opened, Targets targets) throws PushException {
    Set<RefName> left = new HashSet<>(targets.commits().keySet());
    for (Head head : opened.refs()) {
      if (!left.remove(head.ref())) {
        throw nonsense("about branch '" + head.ref() + "', where it was not asked, or twice");
      }
      if (opened.id().isEmpty() && !head.head().equals(Optional.of(targets.commit(head.ref())))) {
        throw nonsense(
            "that there is nothing to do, with branch '"
                + head.ref()
                + "' at "
                + shown(head.head())
                + " and not at "
                + targets.commit(head.ref()));
      }
    }
    requireNone(left);
  }

  /** Requires that every branch of a publish has been told to be where it shall be. */
  void requireMoved(Published published, Targets targets) throws PushException {
    Set<RefName> left = new HashSet<>(targets.commits().keySet());
    for (RefOutcome ref : published.refs()) {
      if (!left.remove(ref.ref())) {
        throw nonsense("about branch '" + ref.ref() + "', where it was not asked, or twice");
      }
      if (!ref.target().equals(targets.commit(ref.ref())) || !DONE.contains(ref.outcome())) {
        throw nonsense(
            "that the push is published, with branch '%s' %s to %s, where %s was asked for"
                .formatted(ref.ref(), ref.outcome(), ref.target(), targets.commit(ref.ref())));
      }
    }
    requireNone(left);
  }

  /** Requires that what is refused of a bundle was in it. */
  void requireOf(List<Item> bundle, BundleResult result) throws PushException {
    Set<ObjectName> sent = bundle.stream().map(Item::name).collect(toSet());
    for (BundleResult.Refusal refusal : result.refused()) {
      if (!sent.contains(refusal.object())) {
        throw nonsense("about object " + refusal.object() + ", which it was not sent");
      }
    }
  }

  private void requireNone(Set<RefName> left) throws PushException {
    if (!left.isEmpty()) {
      throw nonsense("nothing about branch '" + left.iterator().next() + "'");
    }
  }

  private static String shown(Optional<Checksum> head) {
    return head.map(Checksum::toString).orElse("no commit");
  }

  private PushException nonsense(String what) {
    return new PushException(
        PushException.Cause.RECEIVER, "the receiver at " + address + " answers nonsense: " + what);
  }
}
