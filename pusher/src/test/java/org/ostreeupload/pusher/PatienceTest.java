// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.pusher.Patience.Kind;

class PatienceTest {
  private static final Duration JETTY_IDLE = Duration.ofSeconds(30);

  /** All pauses until a request is given up that fails in one way only. */
  private static List<Duration> pauses(Kind kind, Duration wish) {
    Patience patience = new Patience();
    List<Duration> pauses = new ArrayList<>();
    for (var pause = patience.next(kind, wish);
        pause.isPresent();
        pause = patience.next(kind, wish)) {
      pauses.add(pause.get());
    }
    return pauses;
  }

  private static Duration sum(List<Duration> pauses) {
    return pauses.stream().reduce(Duration.ZERO, Duration::plus);
  }

  @Test
  void lastsWhileADaemonStartsAgain() {
    List<Duration> pauses = pauses(Kind.AWAY, Duration.ZERO);
    assertThat(pauses).hasSize(8);
    assertThat(sum(pauses)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(200), Duration.ofMillis(250));
    assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(10), Duration.ofMillis(12_500));
  }

  @Test
  void lastsUntilAReceiverHasNoticedABrokenConnection() {
    assertThat(sum(pauses(Kind.OBJECT_BUSY, Duration.ZERO)))
        .isGreaterThan(JETTY_IDLE.multipliedBy(2));
  }

  @Test
  void isShortWhereTimeHelpsLittle() {
    assertThat(pauses(Kind.FAILED, Duration.ZERO)).hasSize(3);
    assertThat(pauses(Kind.FULL, Duration.ZERO))
        .hasSize(2)
        .allMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) >= 0);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void waitsLongerEachTime(Kind kind) {
    List<Duration> pauses = pauses(kind, Duration.ZERO);
    for (int i = 1; i < Math.min(3, pauses.size()); i++) {
      assertThat(pauses.get(i)).isGreaterThan(pauses.get(i - 1));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void waitsAsLongAsTheReceiverWishesWithinReason(Kind kind) {
    assertThat(pauses(kind, Duration.ofSeconds(20))).containsOnly(Duration.ofSeconds(20));
    assertThat(pauses(kind, Duration.ofDays(3))).containsOnly(Duration.ofMinutes(1));
  }

  @Test
  void countsEachKindApart() {
    Patience patience = new Patience();
    for (int i = 0; i < 8; i++) {
      assertThat(patience.next(Kind.AWAY, Duration.ZERO)).isPresent();
    }
    assertThat(patience.next(Kind.OBJECT_BUSY, Duration.ZERO)).isPresent();
    assertThat(patience.next(Kind.AWAY, Duration.ZERO)).isEmpty();
  }
}
