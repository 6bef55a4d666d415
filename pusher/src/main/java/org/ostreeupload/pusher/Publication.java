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

  private final PushSession session;
  private final Planner planner;
  private final Uploader uploader;
  private final Set<ObjectName> lacked = new HashSet<>();

  Publication(PushSession session, Planner planner, Uploader uploader) {
    this.session = session;
    this.planner = planner;
    this.uploader = uploader;
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
        boolean incomplete = e.problem().code() == ErrorCode.INCOMPLETE;
        if (!incomplete || left == 0 || !lacked.addAll(e.problem().missing())) {
          throw e;
        }
        List<Item> remedy = planner.remedy(e.problem().missing());
        uploader.upload(remedy, List.of());
        // If it lacks nothing any more, somebody else may have sent it: asked once, it is clear.
        left = remedy.isEmpty() ? 0 : left - 1;
      }
    }
  }

  private Published ask(Publish moves) throws IOException {
    try {
      return session.publish(moves);
    } catch (PushException e) {
      throw new PushException(
          e.reason(),
          e.getMessage() + " Whether the branches have moved is not known; push again to learn it.",
          e);
    }
  }
}
