// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ostreeupload.bench.peers.Link.Shape;

@Timeout(60)
class LinkTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void everythingArrivesBothWaysAndSoDoEnds() throws Exception {
    byte[] question = random(300_000);
    byte[] answer = random(500_000);
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
        Link link = Link.to(new Shape(50_000_000, 1), server.getLocalPort());
        Socket client = new Socket(LOOPBACK, link.port())) {
      Thread sender = Thread.ofVirtual().start(() -> send(client, question));
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(question);
        accepted.getOutputStream().write(answer);
      }
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
      sender.join();
    }
  }

  private static void send(Socket client, byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
      client.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  /** Two connections share the rate; nothing is there before the delay. */
  @Test
  void isNoFasterThanItsShape() throws Exception {
    Shape shape = new Shape(1_000_000, 50);
    byte[] half = random(100_000);
    long start = System.nanoTime();
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
        Link link = Link.to(shape, server.getLocalPort());
        Socket one = new Socket(LOOPBACK, link.port());
        Socket other = new Socket(LOOPBACK, link.port())) {
      Thread senderOne = Thread.ofVirtual().start(() -> send(one, half));
      Thread senderOther = Thread.ofVirtual().start(() -> send(other, half));
      try (Socket first = server.accept();
          Socket second = server.accept()) {
        first.getInputStream().readAllBytes();
        second.getInputStream().readAllBytes();
      }
      senderOne.join();
      senderOther.join();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThan(Duration.ofMillis(200 + 50));
  }

  @Test
  void whoeverIsConnectedNoticesThatTheServerIsAway() throws Exception {
    int port = Course.freePort();
    try (Link link = Link.to(new Shape(1_000_000, 1), port);
        Socket client = new Socket(LOOPBACK, link.port())) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }
}
