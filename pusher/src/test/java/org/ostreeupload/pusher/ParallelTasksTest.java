// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParallelTasksTest {
  private static void cancelNothing() {}

  @Test
  void allAreRunAFewAtATime() throws IOException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<ParallelTasks.Task> tasks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tasks.add(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
            done.incrementAndGet();
          });
    }

    ParallelTasks.run(tasks, ParallelTasksTest::cancelNothing);

    assertThat(done).hasValue(40);
    assertThat(most.get()).isBetween(1, 4);
  }

  @Test
  void afterAFailureNothingElseIsBegun() {
    AtomicInteger begun = new AtomicInteger();
    List<ParallelTasks.Task> tasks = new ArrayList<>();
    tasks.add(
        () -> {
          throw new IOException("the first");
        });
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 40; i++) {
      tasks.add(
          () -> {
            begun.incrementAndGet();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    assertThatThrownBy(() -> ParallelTasks.run(tasks, ParallelTasksTest::cancelNothing))
        .hasMessage("the first");
    assertThat(begun.get()).isLessThanOrEqualTo(4);
  }

  /** A thread that waits for an answer does not notice that it is interrupted. */
  @Test
  void afterAFailureNobodyWaitsForAnAnswer() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        HttpCaller http =
            new HttpCaller(
                ReceiverAddress.parse(
                    "http://127.0.0.1:" + server.getLocalPort(), "token", TlsOptions.DEFAULT))) {
      CountDownLatch connected = new CountDownLatch(1);
      List<Socket> silent = new ArrayList<>();
      List<ParallelTasks.Task> tasks = new ArrayList<>();
      tasks.add(
          () -> http.call("GET", "/never", HttpCaller.Question.EMPTY, (response, body) -> true));
      tasks.add(
          () -> {
            silent.add(server.accept());
            connected.countDown();
          });
      tasks.add(
          () -> {
            await(connected);
            throw new IOException("somebody else failed");
          });

      assertThatThrownBy(() -> ParallelTasks.run(tasks, http::cancelAll))
          .hasMessage("somebody else failed");
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
