// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.pusher.PushListener;
import org.ostreeupload.pusher.PushPlan;

/** Shows how a push goes on: a bar on a terminal, now and then a line elsewhere. */
final class Progress implements PushListener, AutoCloseable {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);
  private static final int UPDATE_MILLIS = 200;
  private static final int MEGABYTE = 1_000_000;

  /** How much to show. */
  enum Detail {
    /** Nothing but what goes wrong. */
    QUIET,
    /** What will be done and how far it is. */
    NORMAL
  }

  private final Console console;
  private final Detail detail;

  // Guarded by this.
  private @Nullable ProgressBar bar;
  private long totalObjects;
  private long totalBytes;
  private long objects;
  private long bytes;
  private long lastLine = System.nanoTime();

  Progress(Console console, Detail detail) {
    this.console = console;
    this.detail = detail;
  }

  @Override
  public synchronized void planned(PushPlan plan) {
    if (detail == Detail.QUIET) {
      return;
    }
    for (PushPlan.Branch branch : plan.branches()) {
      console.say(describe(branch));
    }
    totalObjects = plan.objects().size();
    totalBytes = plan.bytes();
    String amount = Amounts.count(totalObjects, "object") + ", " + Amounts.bytes(totalBytes);
    console.say("to send: " + amount);
    if (console.isErrTerminal() && totalObjects > 0) {
      bar = startBar();
    }
  }

  private static String describe(PushPlan.Branch branch) {
    return branch.ref()
        + ": "
        + branch.from().map(from -> from.abbreviated() + " → ").orElse("new → ")
        + branch.to().abbreviated()
        + ", "
        + Amounts.count(branch.commits(), "commit")
        + ", "
        + Amounts.count(branch.objects(), "object");
  }

  private ProgressBar startBar() {
    return new ProgressBarBuilder()
        .setTaskName("sending")
        .setInitialMax(Math.max(1, totalBytes))
        .setUnit(" MB", MEGABYTE)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .showSpeed()
        .setConsumer(new ConsoleProgressBarConsumer(console.err()))
        .build();
  }

  @Override
  public synchronized void sentBytes(long count) {
    bytes += count;
    if (bar != null) {
      bar.stepTo(Math.min(bytes, bar.getMax()));
    }
    show();
  }

  @Override
  public synchronized void sentObjects(int count) {
    objects += count;
    if (bar != null) {
      bar.setExtraMessage(" " + objects + "/" + Amounts.count(totalObjects, "object"));
    }
    show();
  }

  private void show() {
    long now = System.nanoTime();
    boolean due = now - lastLine > LINE_INTERVAL.toNanos();
    if (bar == null && due && detail == Detail.NORMAL) {
      lastLine = now;
      console.say(
          "sent %s of %s, %d of %s"
              .formatted(
                  Amounts.bytes(Math.min(bytes, totalBytes)),
                  Amounts.bytes(totalBytes),
                  objects,
                  Amounts.count(totalObjects, "object")));
    }
  }

  @Override
  public synchronized void retrying(String reason) {
    console.say("trying again: " + reason);
  }

  @Override
  public synchronized void publishing() {
    close();
  }

  /** Leaves the line of the bar, so that others can write. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
