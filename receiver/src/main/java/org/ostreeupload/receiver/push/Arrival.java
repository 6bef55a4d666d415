// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;

/**
 * The beginning of a request's body, taken from the network as fast as it comes, before anything is
 * done with it: so it tells how fast the network is.
 */
final class Arrival {
  private static final int MOST = 1 << 20;
  private static final int LEAST = 1 << 16; // less than this says nothing about the network
  private static final double SECOND = 1e9; // in nanoseconds

  private final InputStream body;
  private final Optional<Long> rate;

  private Arrival(InputStream body, Optional<Long> rate) {
    this.body = body;
    this.rate = rate;
  }

  /** A body that nobody wants to know more about. */
  static Arrival unmeasured(InputStream body) {
    return new Arrival(body, Optional.empty());
  }

  /** Reads the beginning of a body. */
  static Arrival measure(InputStream body) throws IOException {
    byte[] beginning = new byte[MOST];
    int first = Math.max(0, body.read(beginning));
    long start = System.nanoTime();
    int rest = body.readNBytes(beginning, first, MOST - first);
    double seconds = Math.max(1, System.nanoTime() - start) / SECOND;
    return new Arrival(
        new SequenceInputStream(new ByteArrayInputStream(beginning, 0, first + rest), body),
        rest < LEAST ? Optional.empty() : Optional.of((long) (rest / seconds)));
  }

  /** All of the body. */
  InputStream body() {
    return body;
  }

  /** How many bytes came in a second, if it was measured and there were enough of them. */
  Optional<Long> rate() {
    return rate;
  }
}
