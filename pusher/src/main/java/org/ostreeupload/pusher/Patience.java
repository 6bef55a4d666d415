// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.ostreeupload.protocol.message.ErrorCode;

/**
 * How often one request is made again, and after which pauses: longer each time, and with some
 * chance in it, so that those who failed together do not come back together. Not thread-safe.
 */
final class Patience {
  private static final Duration LONGEST_WISH = Duration.ofMinutes(1);
  private static final double CHANCE = 0.25;

  /** What is hoped to pass. */
  enum Kind {
    /** The receiver cannot be reached, or is busy: enough for one that starts again. */
    AWAY(8, Duration.ofMillis(200), Duration.ofSeconds(10)),
    /** The receiver failed. */
    FAILED(3, Duration.ofMillis(200), Duration.ofSeconds(10)),
    /** The disk of the receiver is full. */
    FULL(2, Duration.ofSeconds(5), Duration.ofSeconds(10)),
    /**
     * Another request sends the object: often one of ours whose connection broke without the
     * receiver having noticed, for which it takes half a minute. Together more than twice that.
     */
    OBJECT_BUSY(14, Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final int retries;
    private final Duration first;
    private final Duration longest;

    Kind(int retries, Duration first, Duration longest) {
      this.retries = retries;
      this.first = first;
      this.longest = longest;
    }

    /** The kind of a refusal that can pass. */
    static Kind of(ErrorCode code) {
      return switch (code) {
        case INTERNAL -> FAILED;
        case NO_SPACE -> FULL;
        case OBJECT_BUSY -> OBJECT_BUSY;
        default -> AWAY;
      };
    }

    private Duration pause(int number) {
      Duration pause = first;
      for (int i = 1; i < number && pause.compareTo(longest) < 0; i++) {
        pause = pause.multipliedBy(2);
      }
      return pause.compareTo(longest) < 0 ? pause : longest;
    }
  }

  private final Map<Kind, Integer> failures = new EnumMap<>(Kind.class);

  /**
   * How long to wait after a failure; empty if it has happened too often.
   *
   * @param wish how long the receiver wants to be left alone
   */
  Optional<Duration> next(Kind kind, Duration wish) {
    int number = failures.merge(kind, 1, Integer::sum);
    if (number > kind.retries) {
      return Optional.empty();
    }
    long millis = kind.pause(number).toMillis();
    long more = ThreadLocalRandom.current().nextLong((long) (millis * CHANCE));
    Duration pause = Duration.ofMillis(millis + more);
    Duration wished = wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH;
    return Optional.of(pause.compareTo(wished) < 0 ? wished : pause);
  }
}
