// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.PrintStream;
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
  private static final int KILOBYTE = 1_000;
  private static final int MEGABYTE = 1_000_000;
  private static final String CLEAR_LINE = "\r\u001b[K";

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
  private @Nullable Line line;
  private long totalObjects;
  private long totalBytes;
  private long objects;
  private long bytes;
  private long start = System.nanoTime();
  private long lastRate = start;
  private long lastLine = start;

  Progress(Console console, Detail detail) {
    this.console = console;
    this.detail = detail;
  }

  @Override
  public synchronized void planned(PushPlan plan) {
    close(); // if the push has begun again
    objects = 0;
    bytes = 0;
    totalObjects = plan.objects().size();
    totalBytes = plan.bytes();
    start = System.nanoTime();
    if (detail == Detail.QUIET) {
      return;
    }
    for (PushPlan.Branch branch : plan.branches()) {
      console.say(describe(branch));
    }
    String detached =
        plan.detached().isEmpty()
            ? ""
            : ", detached metadata of " + Amounts.count(plan.detached().size(), "commit");
    console.say(
        "to send: "
            + Amounts.count(totalObjects, "object")
            + ", "
            + Amounts.bytes(totalBytes)
            + detached);
    if (console.isErrTerminal() && totalObjects > 0) {
      bar = startBar();
    }
  }

  /** How many objects are to be sent. */
  synchronized long totalObjects() {
    return totalObjects;
  }

  /** How many bytes these objects have. */
  synchronized long totalBytes() {
    return totalBytes;
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
    boolean small = totalBytes < MEGABYTE;
    line = new Line(console.err());
    return new ProgressBarBuilder()
        .setTaskName("sending")
        .setInitialMax(Math.max(1, totalBytes))
        .setUnit(small ? " kB" : " MB", small ? KILOBYTE : MEGABYTE)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setConsumer(line)
        .build();
  }

  @Override
  public synchronized void sparedBytes(long count) {
    totalBytes -= count;
    if (bar != null) {
      bar.maxHint(Math.max(1, totalBytes));
    }
  }

  @Override
  public synchronized void sentBytes(long count) {
    bytes += count;
    long now = System.nanoTime();
    if (bar != null) {
      bar.stepTo(Math.min(bytes, bar.getMax()));
    }
    if (bar != null && now - lastRate > UPDATE_MILLIS * 1_000_000L) {
      showRate(bar);
    }
    if (bar == null && now - lastLine > LINE_INTERVAL.toNanos()) {
      showLine();
    }
  }

  @Override
  public synchronized void sentObjects(int count) {
    objects += count;
    if (bar != null) {
      showRate(bar);
    }
  }

  private void showRate(ProgressBar behind) {
    lastRate = System.nanoTime();
    String rate = Amounts.rate(bytes, Duration.ofNanos(lastRate - start));
    behind.setExtraMessage(
        " " + rate + ", " + objects + "/" + Amounts.count(totalObjects, "object"));
  }

  private void showLine() {
    lastLine = System.nanoTime();
    if (detail == Detail.NORMAL) {
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
    say("trying again: " + reason);
  }

  @Override
  public synchronized void noted(String what) {
    say(what);
  }

  private void say(String what) {
    if (bar != null) {
      console.err().print(CLEAR_LINE); // the bar is drawn again below
    }
    console.say(what);
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
    if (line != null) {
      line.close(); // a bar that is closed before it was drawn once does not
      line = null;
    }
  }

  /** The line that the bar is drawn on; it ends once. */
  private static final class Line extends ConsoleProgressBarConsumer {
    private boolean ended;

    Line(PrintStream out) {
      super(out);
    }

    @Override
    public synchronized void close() {
      if (!ended) {
        ended = true;
        super.close();
      }
    }
  }
}
