// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import org.ostreeupload.bench.trials.lab.Result;

/** What kills have come to so far. Not thread-safe. */
final class KillCounts {
  private int kills;
  private int missed;
  private int moved;
  private int wentOn;
  private int resumed;
  private double arrived;

  /** How many were killed in time. */
  int kills() {
    return kills;
  }

  /** A push ended before the kill. */
  void missed() {
    missed++;
  }

  /** Somebody was killed; the refs had moved by then, or by the next start, or had not. */
  void killed(boolean hadMoved) {
    kills++;
    if (hadMoved) {
      moved++;
    }
  }

  /** The same pusher went on by itself, and succeeded. */
  void wentOn() {
    wentOn++;
  }

  /** Another push sent the rest; a share of the whole, from 0 to 1, had arrived before. */
  void resumed(double share) {
    resumed++;
    arrived += share;
  }

  void addTo(Result result) {
    result
        .with("kills", kills)
        .with("ended before the kill", missed)
        .with("refs old after it", kills - moved)
        .with("refs new after it", moved)
        .with("pushers that went on", wentOn)
        .with("next pushes that sent the rest and no more", resumed)
        .with("share that had arrived", resumed == 0 ? 0 : arrived / resumed);
  }
}
