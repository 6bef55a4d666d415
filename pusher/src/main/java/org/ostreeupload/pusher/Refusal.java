// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.util.stream.Collectors;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.pusher.PushException.Cause;
import org.ostreeupload.store.ObjectException;

/** Says for the user why a push did not succeed. */
final class Refusal {
  private final ReceiverAddress address;

  /** For pushes to this receiver. */
  Refusal(ReceiverAddress address) {
    this.address = address;
  }

  /** What the user is told; what does not come from an object or the receiver stays as it is. */
  IOException explain(IOException failure) {
    return switch (failure) {
      case ObjectException e ->
          new PushException(
              Cause.SOURCE,
              "in the source repository " + e.getMessage() + " (ostree fsck tells more)",
              e);
      case ProblemException e -> new PushException(reason(e.problem()), message(e.problem()), e);
      default -> failure;
    };
  }

  /** Says whether a push that failed so would fail again, whatever has arrived for it. */
  boolean isForGood(IOException failure) {
    return explain(failure) instanceof PushException told
        && (told.reason() == Cause.REFS || told.reason() == Cause.TOKEN);
  }

  private static Cause reason(Problem problem) {
    return switch (problem.code()) {
      case UNAUTHORIZED, FORBIDDEN -> Cause.TOKEN;
      case REFS_REFUSED -> Cause.REFS;
      case OBJECT_REFUSED -> Cause.SOURCE;
      case MALFORMED,
          NOT_FOUND,
          UNKNOWN_PUSH,
          INCOMPLETE,
          WRONG_OFFSET,
          OBJECT_BUSY,
          TOO_LARGE,
          BUSY,
          NO_SPACE,
          INTERNAL ->
          Cause.RECEIVER;
    };
  }

  private String message(Problem problem) {
    String refused = "the receiver at " + address + " refuses: " + problem.detail();
    return switch (problem.code()) {
      case UNAUTHORIZED, FORBIDDEN, OBJECT_REFUSED -> problem.detail();
      case REFS_REFUSED -> refusedRefs(problem);
      case NO_SPACE ->
          refused + ". What has arrived there is kept for a while: push again when there is space.";
      case INCOMPLETE -> refused + ", although everything was sent that it said it lacks";
      case MALFORMED,
          NOT_FOUND,
          UNKNOWN_PUSH,
          WRONG_OFFSET,
          OBJECT_BUSY,
          TOO_LARGE,
          BUSY,
          INTERNAL ->
          refused;
    };
  }

  private static String refusedRefs(Problem problem) {
    String refs =
        problem.refs().stream()
            .filter(ref -> !ref.detail().isEmpty())
            .map(ref -> "'" + ref.ref() + "' is refused (" + ref.outcome() + "): " + ref.detail())
            .collect(Collectors.joining("; ", "no ref was moved: ", ""));
    return Reopenings.isOvertaken(problem)
        ? refs + ". Somebody else was faster: push again, or with --retry."
        : refs;
  }
}
