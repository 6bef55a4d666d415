// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.object.ObjectName;

/** Publishes a push; what the receiver finds missing although it said that it had it is sent. */
final class Publication {
  private static final int MAX_REMEDIES = 10;
  private static final int MANY = 1_000;

  private final PushSession session;
  private final Planner planner;
  private final Uploader uploader;
  private final Refusal refusal;
  private final Set<ObjectName> lacked = new HashSet<>();

  Publication(PushSession session, Planner planner, Uploader uploader, Refusal refusal) {
    this.session = session;
    this.planner = planner;
    this.uploader = uploader;
    this.refusal = refusal;
  }

  /**
   * Publishes, again and again for as long as the receiver lacks something else, within reason.
   *
   * @throws ProblemException if the receiver refuses
   */
  Published publish(Publish moves) throws IOException {
    int left = MAX_REMEDIES;
    while (true) {
      try {
        return ask(moves);
      } catch (ProblemException e) {
        List<ObjectName> missing = e.problem().missing();
        boolean incomplete = e.problem().code() == ErrorCode.INCOMPLETE;
        if (!incomplete || left == 0 || !lacked.addAll(missing)) {
          throw e;
        }
        List<Item> remedy = planner.remedy(missing);
        uploader.upload(remedy, List.of());
        if (remedy.isEmpty()) {
          left = 0; // somebody else may have sent it: the next answer tells
        } else if (remedy.size() < MANY) {
          left--;
        }
      }
    }
  }

  private Published ask(Publish moves) throws IOException {
    try {
      return session.publish(moves);
    } catch (ProblemException e) {
      throw e.problem().retryable() ? unknownEnd(e) : e;
    } catch (PushException e) {
      throw unknownEnd(e);
    }
  }

  /** Says that the receiver may have done what it did not tell of. */
  private PushException unknownEnd(IOException failure) {
    return new PushException(
        PushException.Cause.RECEIVER,
        refusal.explain(failure).getMessage()
            + " (whether the branches have moved is not known: push again to learn it)",
        failure);
  }
}
