// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes requests again that fail in a way that can pass. Every request of the protocol may be
 * repeated. Thread-safe.
 */
final class Retries {
  private final Pause pause;
  private final PushListener listener;

  Retries(Pause pause, PushListener listener) {
    this.pause = pause;
    this.listener = listener;
  }

  /** Waits. */
  @FunctionalInterface
  interface Pause {
    /** Returns after that long. */
    void take(Duration length) throws InterruptedException;
  }

  /** One attempt at something. */
  @FunctionalInterface
  interface Attempt<T> {
    /** Makes the attempt of this number, the first being 1. */
    T make(int number) throws IOException;
  }

  /**
   * Makes attempts until one succeeds, is refused, or too many have failed.
   *
   * @throws IOException what the last attempt came to
   */
  <T> T run(Attempt<T> attempt) throws IOException {
    return run(() -> 0, attempt);
  }

  /**
   * The same for something that gets on even when it fails.
   *
   * @param progress how much is done; while that grows, it is not given up
   */
  <T> T run(LongSupplier progress, Attempt<T> attempt) throws IOException {
    Patience patience = new Patience();
    long done = progress.getAsLong();
    for (int number = 1; ; number++) {
      try {
        return attempt.make(number);
      } catch (PassingFailure e) {
        if (progress.getAsLong() > done) {
          done = progress.getAsLong();
          patience = new Patience();
        }
        Optional<Duration> length = patience.next(e.kind(), e.retryAfter());
        if (length.isEmpty()) {
          throw e.failure();
        }
        takePause(length.get(), e.reason());
      }
    }
  }

  private void takePause(Duration length, String reason) throws PushException {
    try {
      if (Thread.interrupted()) { // which is what failed, then
        throw new InterruptedException();
      }
      listener.retrying(reason);
      pause.take(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PushException(PushException.Cause.RECEIVER, "interrupted", e);
    }
  }
}
