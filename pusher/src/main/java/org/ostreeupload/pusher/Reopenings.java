// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.RefOutcome;

/**
 * Says when a push that failed is worth opening again, because what it was told when it was opened
 * is no longer so. Opening tells how it is now, maybe that everything is done. Not thread-safe.
 */
final class Reopenings {
  private static final int MAX_LOST = 3;
  private static final String STALE = "stale";

  private final int maxOvertaken;
  private final PushListener listener;
  private int lost;
  private int overtaken;

  /**
   * For one push.
   *
   * @param maxOvertaken how often to go on after somebody else moved a ref
   */
  Reopenings(int maxOvertaken, PushListener listener) {
    this.maxOvertaken = maxOvertaken;
    this.listener = listener;
  }

  /** Says whether to open the push again after this failure, and tells the listener. */
  boolean isWorthIt(IOException failure) {
    if (!(failure instanceof ProblemException refusal)) {
      return false;
    }
    Problem problem = refusal.problem();
    if (problem.code() == ErrorCode.UNKNOWN_PUSH && lost < MAX_LOST) {
      lost++;
      listener.retrying("the receiver has ended the push meanwhile: " + problem.detail());
      return true;
    }
    if (isOvertaken(problem) && overtaken < maxOvertaken) {
      overtaken++;
      listener.retrying(
          refused(problem)
              .map(ref -> "'" + ref.ref() + "'")
              .collect(Collectors.joining(", ", "somebody else has moved ", " meanwhile")));
      return true;
    }
    return false;
  }

  /** Says whether refs may not move for the only reason that somebody else moved them. */
  static boolean isOvertaken(Problem problem) {
    return problem.code() == ErrorCode.REFS_REFUSED
        && refused(problem).findAny().isPresent()
        && refused(problem).allMatch(ref -> ref.outcome().equals(STALE));
  }

  private static Stream<RefOutcome> refused(Problem problem) {
    return problem.refs().stream().filter(ref -> !ref.detail().isEmpty());
  }
}
