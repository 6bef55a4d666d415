// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.EofException;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.receiver.v1.QueueApi;
import org.ostreeupload.store.DiskFullException;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.RepositoryLockedException;
import org.ostreeupload.store.gvariant.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every exception into an answer; the one place that does. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String NO_SPACE = "No space left on device";

  private Problems() {}

  static void answer(Exception exception, Context context) {
    Problem problem = problem(exception);
    if (problem.code() == ErrorCode.INTERNAL) {
      LOG.error("{} {} failed", context.method(), context.path(), exception);
    }
    answer(problem, context);
  }

  /** Answers what the server itself refuses, above all paths and methods that are no route. */
  static void answerStatus(HttpResponseException exception, Context context) {
    int status = exception.getStatus();
    answer(
        status == 404 || status == 405
            ? Problem.of(
                ErrorCode.NOT_FOUND, "nothing answers " + context.method() + " " + context.path())
            : Problem.of(ErrorCode.ofStatus(status), String.valueOf(exception.getMessage())),
        context);
  }

  static void answer(Problem problem, Context context) {
    context.status(problem.status());
    if (problem.retryable()) {
      context.header("Retry-After", "1");
    }
    if (problem.code() == ErrorCode.UNAUTHORIZED) {
      context.header("WWW-Authenticate", "Bearer");
    }
    if (context.path().startsWith(QueueApi.PREFIX)) {
      context.contentType(TEXT).result(problem.detail() + "\n");
    } else {
      context.contentType(Routes.PROBLEM).result(Json.write(problem));
    }
  }

  private static Problem problem(Exception exception) {
    return switch (exception) {
      case ProblemException e -> e.problem();
      case MalformedException e -> Problem.of(ErrorCode.MALFORMED, e.rule());
      case EofException e -> Problem.of(ErrorCode.MALFORMED, "the connection was closed");
      case EOFException e -> Problem.of(ErrorCode.MALFORMED, "the request ends too early");
      case DiskFullException e -> Problem.of(ErrorCode.NO_SPACE, message(e));
      case RepositoryLockedException e -> Problem.of(ErrorCode.BUSY, message(e));
      case ObjectException e ->
          new Problem(
              ErrorCode.INTERNAL,
              "in the production repository " + message(e),
              Optional.of(e.object()),
              List.of(),
              List.of());
      case IOException e when message(e).contains(NO_SPACE) ->
          Problem.of(ErrorCode.NO_SPACE, "the disk of the receiver is full");
      default -> Problem.of(ErrorCode.INTERNAL, "the receiver failed; its log says why");
    };
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
