// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.gvariant.MalformedException;

/** Says what the failure of a request comes to, and whether it can pass. Thread-safe. */
final class Failures {
  private static final String NO_RECEIVER = "; is this the address of an ostree-upload receiver?";

  private final URI base;

  /** For requests to this address. */
  Failures(URI base) {
    this.base = base;
  }

  /** What an exception comes to. */
  IOException explain(IOException failure) {
    return switch (failure) {
      case SourceFailure e -> e.failure();
      case PassingFailure e -> e;
      case ProblemException e -> e;
      case PushException e -> e;
      case MalformedException e -> noReceiver(e);
      default -> brokenOff(failure);
    };
  }

  /**
   * What an answer of no success comes to.
   *
   * @throws MalformedException if it is none that a receiver gives
   */
  IOException refusal(ClassicHttpResponse response, InputStream body) throws IOException {
    int status = response.getCode();
    Header type = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.getValue().startsWith(Routes.PROBLEM)) {
      return ErrorCode.ofStatus(status) == ErrorCode.BUSY
          ? passing(busy(status), response)
          : noReceiver(response);
    }
    if (response.getEntity() == null) {
      // The answer to a HEAD has no body, so its status is all that it says.
      ErrorCode code = ErrorCode.ofStatus(status);
      String detail = "the receiver answers with status " + status;
      return refusal(Problem.of(code, detail), code.isRetryable(), response);
    }
    byte[] json = body.readNBytes(Limits.MAX_JSON + 1);
    Problem problem = Json.read(json, Problem.class);
    return refusal(problem, Json.read(json, Passing.class).of(problem), response);
  }

  private static IOException refusal(
      Problem problem, boolean canPass, ClassicHttpResponse response) {
    ProblemException refusal = new ProblemException(problem);
    return canPass ? passing(refusal, response) : refusal;
  }

  /**
   * What a problem says about itself, which counts if its code is one of a later version.
   *
   * @param code the code as it came
   * @param retryable whether the same request can succeed later
   */
  private record Passing(String code, Optional<Boolean> retryable) {
    boolean of(Problem problem) {
      boolean isKnown = problem.code().word().equals(code);
      return isKnown ? problem.retryable() : retryable.orElse(false);
    }
  }

  private ProblemException busy(int status) {
    return new ProblemException(
        ErrorCode.BUSY, "the receiver at " + base + " answers with status " + status);
  }

  private static PassingFailure passing(ProblemException refusal, ClassicHttpResponse response) {
    Header wish = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    return new PassingFailure(
        Patience.Kind.of(refusal.problem().code()),
        refusal.problem().detail(),
        refusal,
        wish == null ? Duration.ZERO : retryAfter(wish.getValue()));
  }

  /** How long from now a receiver wants to be left alone: seconds, or a date. */
  private static Duration retryAfter(String wish) {
    if (wish.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(wish));
    }
    try {
      Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(wish, Instant::from);
      return Duration.between(Instant.now(), date);
    } catch (DateTimeParseException e) {
      return Duration.ZERO; // it says nothing that can be understood
    }
  }

  private IOException brokenOff(IOException e) {
    Optional<String> untrusted = TlsFailure.explain(base, e);
    if (untrusted.isPresent()) {
      return new PushException(PushException.Cause.RECEIVER, untrusted.get(), e);
    }
    String message =
        "cannot reach the receiver at %s: %s. Is it running there?%s"
            .formatted(base, reason(e), TlsFailure.hint(base, e));
    return new PassingFailure(
        Patience.Kind.AWAY,
        reason(e),
        new PushException(PushException.Cause.RECEIVER, message, e),
        Duration.ZERO);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  private PushException noReceiver(MalformedException e) {
    return new PushException(
        PushException.Cause.RECEIVER, base + " answers, but " + e.rule() + NO_RECEIVER, e);
  }

  private PushException noReceiver(ClassicHttpResponse response) {
    Header location = response.getFirstHeader(HttpHeaders.LOCATION);
    return new PushException(
        PushException.Cause.RECEIVER,
        base
            + " answers with status "
            + response.getCode()
            + (location == null ? "" : " and points to " + location.getValue())
            + NO_RECEIVER);
  }
}
