// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.util.Timeout;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.ProblemException;

/**
 * Makes requests, with the token. The one place that speaks HTTP. Thread-safe.
 *
 * <p>Redirects are not followed: the token is for the address that was given and no other.
 */
final class HttpCaller implements AutoCloseable {
  private static final Timeout CONNECT = Timeout.ofSeconds(10);
  private static final Timeout RESPONSE = Timeout.ofMinutes(15);
  private static final Timeout QUICK_RESPONSE = Timeout.ofSeconds(10);
  private static final int MAX_CONNECTIONS = 16;
  // After so many bytes of a body an answer is looked for: it can only be a refusal of the rest.
  private static final long UNHEARD = 1 << 18;

  private final URI base;
  private final String authorization;
  private final Failures failures;
  private final CloseableHttpClient http;
  private final AtomicLong requests = new AtomicLong();

  HttpCaller(ReceiverAddress address) throws IOException {
    this.base = address.base();
    this.authorization = "Bearer " + address.token();
    this.failures = new Failures(base);
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                            .responseOutOfOrderStrategy(
                                new MonitoringResponseOutOfOrderStrategy(UNHEARD))
                            .build())
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .setMaxConnTotal(MAX_CONNECTIONS)
                    .setTlsSocketStrategy(tls(address))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(RESPONSE)
                            .build())
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
  }

  /** Reads no certificates, which takes a while, if there is nothing to be secured with them. */
  private static TlsSocketStrategy tls(ReceiverAddress address) throws IOException {
    if (address.isSecure() || !address.tls().isDefault()) {
      return new DefaultClientTlsStrategy(address.tls().context());
    }
    return (socket, target, port, attachment, context) -> {
      throw new IllegalStateException("TLS is not for " + address);
    };
  }

  /** What is asked. */
  @FunctionalInterface
  interface Question {
    /** A question without a body. */
    Question EMPTY = request -> {};

    /** Completes a request whose address and token are set. */
    void complete(ClassicRequestBuilder request) throws IOException;

    /** A message to post. */
    static Question json(Object message) {
      ByteArrayEntity entity =
          new ByteArrayEntity(Json.write(message), ContentType.APPLICATION_JSON);
      return request -> request.setEntity(entity);
    }
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
   * Makes a request once.
   *
   * @throws PassingFailure if it is worth making again
   * @throws ProblemException if the receiver refuses for good
   * @throws PushException if it is no receiver, or the source cannot be read
   */
  <T> T call(String method, String path, Question question, Answer<T> answer) throws IOException {
    return call(method, path, question, answer, RESPONSE);
  }

  /** The same for a request that nothing depends on, and that shall keep nobody waiting. */
  void callQuickly(String method, String path) throws IOException {
    var _ = call(method, path, Question.EMPTY, (response, body) -> 0, QUICK_RESPONSE);
  }

  private <T> T call(
      String method, String path, Question question, Answer<T> answer, Timeout patience)
      throws IOException {
    try {
      return exchange(method, path, question, answer, patience);
    } catch (IOException e) {
      throw failures.explain(e);
    }
  }

  private <T> T exchange(
      String method, String path, Question question, Answer<T> answer, Timeout patience)
      throws IOException {
    ClassicRequestBuilder builder =
        ClassicRequestBuilder.create(method)
            .setUri(base + path)
            .setHeader(HttpHeaders.AUTHORIZATION, authorization);
    question.complete(builder);
    ClassicHttpRequest request = builder.build();
    requests.incrementAndGet();
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(RequestConfig.custom().setResponseTimeout(patience).build());
    ClassicHttpResponse response = http.executeOpen(null, request, context);
    try {
      return read(response, answer);
    } finally {
      // Gives up a connection whose answer has not ended, rather than to wait for the end of it.
      ((ModalCloseable) response).close(CloseMode.IMMEDIATE);
    }
  }

  private <T> T read(ClassicHttpResponse response, Answer<T> answer) throws IOException {
    InputStream body =
        response.getEntity() == null
            ? InputStream.nullInputStream()
            : response.getEntity().getContent();
    if (response.getCode() / 100 != 2) {
      throw failures.refusal(response, body);
    }
    T read = answer.read(response, body);
    var _ = body.read(); // sees the end of it, which frees the connection for the next request
    return read;
  }

  @Override
  public void close() throws IOException {
    http.close(CloseMode.IMMEDIATE);
  }
}
