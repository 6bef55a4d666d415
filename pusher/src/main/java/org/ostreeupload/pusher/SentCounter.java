// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.util.concurrent.atomic.LongAdder;

/** Counts what one push sends, on its way to a listener. Thread-safe. */
final class SentCounter implements PushListener {
  private final PushListener next;
  private final LongAdder objects = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  SentCounter(PushListener next) {
    this.next = next;
  }

  long objects() {
    return objects.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  @Override
  public void planned(PushPlan plan) {
    next.planned(plan);
  }

  @Override
  public void sentBytes(long count) {
    bytes.add(count);
    next.sentBytes(count);
  }

  @Override
  public void sparedBytes(long count) {
    next.sparedBytes(count);
  }

  @Override
  public void sentObjects(int count) {
    objects.add(count);
    next.sentObjects(count);
  }

  @Override
  public void retrying(String reason) {
    next.retrying(reason);
  }

  @Override
  public void noted(String what) {
    next.noted(what);
  }

  @Override
  public void publishing() {
    next.publishing();
  }
}
