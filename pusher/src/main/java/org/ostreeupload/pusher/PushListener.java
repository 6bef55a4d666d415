// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

/** Hears how a push goes on; called by several threads. */
public interface PushListener {
  /** It is known what will be sent. */
  void planned(PushPlan plan);

  /** So many bytes more have been sent. */
  void sentBytes(long count);

  /** So many objects more have been taken by the receiver. */
  void sentObjects(int count);

  /** A request failed and will be tried again. */
  void retrying(String reason);

  /** Everything is sent; the receiver checks and moves the refs. */
  void publishing();
}
