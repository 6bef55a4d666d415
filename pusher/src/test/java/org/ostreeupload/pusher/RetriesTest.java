// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;

class RetriesTest {
  private final IOException end = new IOException("what it comes to");
  private final List<Duration> pauses = new ArrayList<>();
  private final Recorder recorder = new Recorder();
  private final Retries retries = new Retries(pauses::add, recorder);

  private PassingFailure failure() {
    return new PassingFailure(Patience.Kind.AWAY, "the reason", end, Duration.ZERO);
  }

  @Test
  void repeatsWhatFailsInAWayThatCanPass() throws IOException {
    int attempts =
        retries.run(
            number -> {
              if (number < 4) {
                throw failure();
              }
              return number;
            });
    assertThat(attempts).isEqualTo(4);
    assertThat(pauses).hasSize(3);
    assertThat(recorder.retries()).containsOnly("the reason").hasSize(3);
  }

  @Test
  void saysInTheEndWhatItComesTo() {
    assertThatThrownBy(
            () ->
                retries.run(
                    number -> {
                      throw failure();
                    }))
        .isSameAs(end);
    assertThat(pauses).hasSize(8);
  }

  @Test
  void repeatsNothingElse() {
    IOException refusal = new ProblemException(ErrorCode.FORBIDDEN, "no");
    assertThatThrownBy(
            () ->
                retries.run(
                    number -> {
                      throw refusal;
                    }))
        .isSameAs(refusal);
    assertThat(pauses).isEmpty();
  }

  @Test
  void goesOnForAsLongAsThereIsProgress() throws IOException {
    AtomicLong progress = new AtomicLong();
    int attempts =
        retries.run(
            progress::get,
            number -> {
              if (number % 6 == 0) {
                progress.incrementAndGet();
              }
              if (number < 100) {
                throw failure();
              }
              return number;
            });
    assertThat(attempts).isEqualTo(100);
    assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(8)) < 0);
  }

  @Test
  void givesUpWhenItIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () ->
                  retries.run(
                      number -> {
                        throw failure();
                      }))
          .hasMessage("interrupted");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(recorder.retries()).isEmpty();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
