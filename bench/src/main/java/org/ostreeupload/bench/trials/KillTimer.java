// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ostreeupload.bench.trials.lab.Proxy;
import org.ostreeupload.bench.trials.lab.PushProcess;
import org.ostreeupload.bench.trials.lab.Pushed;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;

/** Waits for the moment of a kill; knows how long a push takes. For one push at a time. */
final class KillTimer implements AutoCloseable {
  private static final double BEYOND = 1.02; // pushes do not all take the same time

  private final Kills.Moment moment;
  private final SplittableRandom random;
  private final Proxy proxy;
  private final PushProcess.Target target;
  private final ReceiverProcess receiver;
  private volatile CountDownLatch publishing = new CountDownLatch(1);
  private volatile long publishingSince;
  private long first; // milliseconds from the start of a push to its first request
  private long last; // to its end
  private long publish; // nanoseconds from the request for the publish to the end of the push

  KillTimer(Kills.Moment moment, ReceiverProcess receiver, SplittableRandom random)
      throws IOException {
    this.moment = moment;
    this.random = random;
    this.receiver = receiver;
    this.proxy = Proxy.to(receiver.uri());
    this.target = proxy.target(receiver.token());
    proxy.onRequest(this::heard);
  }

  private void heard(String request) {
    if (request.endsWith("/publish") && publishing.getCount() > 0) {
      publishingSince = System.nanoTime();
      publishing.countDown();
    }
  }

  /** Where pushes are to go, so that the moment can be told. */
  PushProcess.Target target() {
    return switch (moment) {
      case PUSH -> receiver;
      case PUBLISH -> target;
    };
  }

  /** Lets a push go on undisturbed and takes note of how long it takes. */
  void measure(PushProcess push) throws IOException, InterruptedException {
    publishing = new CountDownLatch(1);
    Pushed pushed = push.await();
    publish = System.nanoTime() - publishingSince;
    Pushed.Report report = pushed.expectSuccess("a push that nobody disturbed");
    last = pushed.millis();
    first = Math.max(0, last - (long) (report.seconds() * 1000));
  }

  /** Returns at a random moment of a push that has just begun, or when it ends before. */
  void await(PushProcess push) throws InterruptedException {
    switch (moment) {
      case PUSH -> push.sleepUntil(random.nextLong(first, (long) (last * BEYOND) + 1));
      case PUBLISH -> {
        CountDownLatch latch = new CountDownLatch(1);
        publishing = latch;
        while (push.isAlive() && !latch.await(1, TimeUnit.MILLISECONDS)) {
          // until it publishes
        }
        TimeUnit.NANOSECONDS.sleep(random.nextLong((long) (publish * BEYOND)));
      }
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
  }
}
