// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What tells the bytes at a path from those that lay or will lie there.
 *
 * @param etag a strong entity tag, quoted
 * @param lastModified when the bytes were put there, in whole seconds; empty as long as other bytes
 *     may come to have the same date
 */
record Validators(String etag, Optional<Instant> lastModified) {
  // The clock of a file system lags a little behind: one second more than it seems to take.
  private static final long SETTLING_SECONDS = 2;

  /**
   * Makes validators.
   *
   * @param tag the entity tag without its quotes
   * @param modified the time of the file
   * @param now a time before the file was opened
   */
  static Validators of(String tag, Instant modified, Instant now) {
    Instant second = modified.truncatedTo(ChronoUnit.SECONDS);
    boolean settled = !second.plusSeconds(SETTLING_SECONDS).isAfter(now);
    String etag = '"' + tag + '"';
    return new Validators(etag, settled ? Optional.of(second) : Optional.empty());
  }
}
