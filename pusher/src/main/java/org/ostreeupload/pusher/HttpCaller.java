// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * Makes requests, with the token, and makes them again when they fail in a way that can pass. The
 * one place that speaks HTTP. Every request of the protocol may be repeated. Thread-safe.
 *
 * <p>Redirects are not followed: the token is for the address that was given and no other.
 */
final class HttpCaller implements AutoCloseable {
  private static final int ATTEMPTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final Timeout CONNECT = Timeout.ofSeconds(10);
  private static final Timeout RESPONSE = Timeout.ofMinutes(15);
  private static final int MAX_CONNECTIONS = 16;
  private static final String NO_RECEIVER = "; is this the address of an ostree-upload receiver?";

  private final URI base;
  private final String authorization;
  private final PushListener listener;
  private final CloseableHttpClient http;
  private final AtomicLong requests = new AtomicLong();

  HttpCaller(ReceiverAddress address, PushListener listener) throws IOException {
    this.base = address.base();
    this.authorization = "Bearer " + address.token();
    this.listener = listener;
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .setMaxConnTotal(MAX_CONNECTIONS)
                    .setTlsSocketStrategy(new DefaultClientTlsStrategy(address.tls().context()))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(RESPONSE)
                            .build())
                    .build())
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(RESPONSE).build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
  }

  /** Builds one attempt at a request; called again for each. */
  @FunctionalInterface
  interface Attempt {
    /** Completes a request whose address and token are set. */
    void complete(ClassicRequestBuilder request) throws IOException;
  }

  /** Reads the answer to a request that succeeded. */
  @FunctionalInterface
  interface Answer<T> {
    T read(ClassicHttpResponse response, InputStream body) throws IOException;
  }

  /** How many requests were made. */
  long requests() {
    return requests.get();
  }

  /**
   * Makes a request until it succeeds, is refused, or has failed too often.
   *
   * @throws ProblemException if the receiver refuses
   * @throws PushException if it cannot be reached, or is no receiver
   */
  <T> T call(String method, String path, Attempt attempt, Answer<T> answer) throws IOException {
    return call(method, path, attempt, () -> 0, answer);
  }

  /**
   * The same for a request that gets something done even when it fails.
   *
   * @param progress how much is done; while that grows, the request is not given up
   */
  <T> T call(String method, String path, Attempt attempt, LongSupplier progress, Answer<T> answer)
      throws IOException {
    long done = progress.getAsLong();
    for (int number = 1; ; number++) {
      try {
        return callOnce(method, path, attempt, answer);
      } catch (SourceFailure e) {
        throw e.failure();
      } catch (PushException e) {
        throw e;
      } catch (MalformedException e) {
        throw noReceiver(e);
      } catch (IOException e) {
        if (progress.getAsLong() > done) {
          done = progress.getAsLong();
          number = 1;
        }
        pause(number, retryReason(e, number));
      }
    }
  }

  /**
   * Why a request that failed is worth another attempt; if it is not, throws what the user sees.
   */
  private String retryReason(IOException failure, int number) throws IOException {
    if (failure instanceof ProblemException refusal) {
      if (!refusal.problem().retryable() || number == ATTEMPTS) {
        throw refusal;
      }
      return refusal.problem().detail();
    }
    Optional<String> untrusted = TlsFailure.explain(base, failure);
    if (untrusted.isPresent()) {
      throw new PushException(PushException.Cause.RECEIVER, untrusted.get(), failure);
    }
    if (number == ATTEMPTS) {
      throw unreachable(failure);
    }
    return reason(failure);
  }

  private void pause(int number, String reason) throws PushException {
    long longest = FIRST_PAUSE_MILLIS << number;
    try {
      if (Thread.interrupted()) { // which is what failed, then
        throw new InterruptedException();
      }
      listener.retrying(reason);
      Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PushException(PushException.Cause.RECEIVER, "interrupted", e);
    }
  }

  private PushException unreachable(IOException e) {
    return new PushException(
        PushException.Cause.RECEIVER,
        "cannot reach the receiver at "
            + base
            + ": "
            + reason(e)
            + ". Is it running there?"
            + TlsFailure.hint(base, e),
        e);
  }

  private PushException noReceiver(MalformedException e) {
    return new PushException(
        PushException.Cause.RECEIVER, base + " answers, but " + e.rule() + NO_RECEIVER, e);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  private <T> T callOnce(String method, String path, Attempt attempt, Answer<T> answer)
      throws IOException {
    ClassicRequestBuilder builder =
        ClassicRequestBuilder.create(method)
            .setUri(base + path)
            .setHeader(HttpHeaders.AUTHORIZATION, authorization);
    attempt.complete(builder);
    ClassicHttpRequest request = builder.build();
    requests.incrementAndGet();
    return http.execute(request, response -> read(response, answer));
  }

  private <T> T read(ClassicHttpResponse response, Answer<T> answer) throws IOException {
    InputStream body =
        response.getEntity() == null
            ? InputStream.nullInputStream()
            : response.getEntity().getContent();
    try (body) {
      if (response.getCode() / 100 == 2) {
        return answer.read(response, body);
      }
      throw refusal(response, body);
    }
  }

  private IOException refusal(ClassicHttpResponse response, InputStream body) throws IOException {
    var type = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.getValue().startsWith(Routes.PROBLEM)) {
      if (response.getEntity() == null) {
        // The answer to a HEAD has no body, so its status is all that it says.
        int status = response.getCode();
        return new ProblemException(
            ErrorCode.ofStatus(status), "the receiver answers with status " + status);
      }
      try {
        return new ProblemException(Json.read(body, Problem.class));
      } catch (MalformedException e) {
        return noReceiver(e);
      }
    }
    int status = response.getCode();
    if (ErrorCode.ofStatus(status) == ErrorCode.BUSY) {
      return new ProblemException(
          ErrorCode.BUSY, "the receiver at " + base + " answers with status " + status);
    }
    var location = response.getFirstHeader(HttpHeaders.LOCATION);
    return new PushException(
        PushException.Cause.RECEIVER,
        base
            + " answers with status "
            + status
            + (location == null ? "" : " and points to " + location.getValue())
            + NO_RECEIVER);
  }

  @Override
  public void close() throws IOException {
    http.close(CloseMode.IMMEDIATE);
  }
}
