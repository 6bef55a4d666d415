// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver;

import java.time.Instant;

/** Hears of every request when it has been answered. */
@FunctionalInterface
public interface RequestLog {
  /** Takes a request; called by many threads. */
  void answered(Entry entry);

  /**
   * One request.
   *
   * @param time when it was answered
   * @param remote the address that it came from
   * @param token the id of its token; empty if it had none
   * @param method its method
   * @param path its path, without a query
   * @param status the status of the answer
   * @param millis how long it took
   */
  record Entry(
      Instant time,
      String remote,
      String token,
      String method,
      String path,
      int status,
      long millis) {}
}
