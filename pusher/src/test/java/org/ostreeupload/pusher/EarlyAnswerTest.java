// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that answers before it has read a request, and reads no more. */
@Timeout(60)
class EarlyAnswerTest {
  private static final long LENGTH = 1L << 30;
  private static final String BODY =
      """
      {"code": "no-space", "detail": "the disk is full", "status": 507, "retryable": true}""";
  private static final String ANSWER =
      """
      HTTP/1.1 507 Insufficient Storage\r
      Content-Type: application/problem+json\r
      Content-Length: %d\r
      Connection: close\r
      \r
      %s"""
          .formatted(BODY.length(), BODY);

  private final CountDownLatch heard = new CountDownLatch(1);

  private void answer(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      assertThat(socket.getInputStream().read()).isPositive();
      socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
      var _ = heard.await(10, TimeUnit.SECONDS); // or nobody listens
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isHeardWhileTheRequestIsBeingWritten() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpCaller http =
            new HttpCaller(
                ReceiverAddress.parse(
                    "http://127.0.0.1:" + listener.getLocalPort(), "token", TlsOptions.DEFAULT))) {
      Thread.ofVirtual().start(() -> answer(listener));
      byte[] piece = new byte[1 << 16];
      EntityTemplate entity =
          new EntityTemplate(
              LENGTH,
              ContentType.APPLICATION_OCTET_STREAM,
              null,
              out -> {
                for (long left = LENGTH; left > 0; left -= piece.length) {
                  out.write(piece);
                }
              });
      PassingFailure refusal =
          catchThrowableOfType(
              PassingFailure.class,
              () ->
                  http.call(
                      "PATCH",
                      "/object",
                      request -> request.setEntity(entity),
                      (response, body) -> true));
      heard.countDown();
      assertThat(refusal).isNotNull();
      assertThat(refusal.kind()).isEqualTo(Patience.Kind.FULL);
      assertThat(refusal.reason()).isEqualTo("the disk is full");
    }
  }
}
