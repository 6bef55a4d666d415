// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

/** Hears how a push goes on; called by several threads. */
public interface PushListener {
  /** Hears nothing. */
  PushListener NONE = new PushListener() {};

  /** It is known what will be sent. Comes again if the push has to begin again. */
  default void planned(PushPlan plan) {}

  /** So many bytes more have been sent; those that were lost on the way count too. */
  default void sentBytes(long count) {}

  /** So many bytes of the plan need not be sent. */
  default void sparedBytes(long count) {}

  /** So many objects more have been taken by the receiver. */
  default void sentObjects(int count) {}

  /** Something failed and will be tried again. */
  default void retrying(String reason) {}

  /** Something is not as it should be, which does not keep the push from succeeding. */
  default void noted(String what) {}

  /** Everything is sent; the receiver checks and moves the refs. */
  default void publishing() {}
}
