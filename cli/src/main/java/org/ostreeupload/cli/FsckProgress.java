// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.fsck.FsckListener;
import org.ostreeupload.store.fsck.ObjectSource;
import org.ostreeupload.store.object.ObjectName;

/** Shows how a check goes on: a bar on a terminal, nothing elsewhere. */
final class FsckProgress implements FsckListener, AutoCloseable {
  private static final int UPDATE_MILLIS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Console console;
  private final boolean bars;
  private final boolean verbose;
  private final long start = System.nanoTime();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong objects = new AtomicLong();
  private final AtomicLong nextRate = new AtomicLong();

  // Guarded by this.
  private @Nullable ProgressBar bar;
  private String task = "";
  private boolean readingIsOver;

  FsckProgress(Console console, boolean bars, boolean verbose) {
    this.console = console;
    this.bars = bars && console.isErrTerminal();
    this.verbose = verbose;
  }

  @Override
  public synchronized void scanned(int directories, int of) {
    step("reading", directories, of);
  }

  @Override
  public void readBytes(long count) {
    bytes.addAndGet(count);
    long now = System.nanoTime() - start;
    long due = nextRate.get();
    if (bars && now > due && nextRate.compareAndSet(due, now + UPDATE_MILLIS * 1_000_000L)) {
      showRate(Duration.ofNanos(now));
    }
  }

  private synchronized void showRate(Duration time) {
    ProgressBar behind = readingIsOver ? null : begin("reading", 1);
    if (behind != null) {
      behind.setExtraMessage(
          " " + Amounts.rate(bytes.get(), time) + ", " + Amounts.count(objects.get(), "object"));
    }
  }

  @Override
  public void readObjects(long count) {
    objects.addAndGet(count);
  }

  @Override
  public synchronized void walked(int commits, int of) {
    readingIsOver = true;
    step("walking", commits, of);
  }

  @Override
  public synchronized void repairing(int wanted) {
    close();
    if (verbose) {
      console.say("looking for " + Amounts.count(wanted, "object"));
    }
  }

  @Override
  public synchronized void rejected(ObjectSource source, ObjectName name, String reason) {
    if (verbose) {
      say("object " + name + " of " + source + " is no better: " + reason);
    }
  }

  @Override
  public synchronized void gaveUp(ObjectSource source, String reason) {
    say("warning: " + source + " is not asked any more: " + reason);
  }

  private void say(String message) {
    if (bar != null) {
      console.err().print(CLEAR_LINE); // the bar draws itself again
    }
    console.say(message);
  }

  private void step(String name, int done, int of) {
    ProgressBar behind = begin(name, of);
    if (behind != null) {
      behind.maxHint(of);
      behind.stepTo(done);
    }
  }

  /**
   * The bar of a task, which takes the place of that of the task before; none where none belongs.
   */
  private @Nullable ProgressBar begin(String name, int of) {
    if (!bars) {
      return null;
    }
    if (!task.equals(name)) {
      close();
      task = name;
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(of)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(console.err()))
              .build();
    }
    return bar;
  }

  /** Leaves the line of the bar, so that others can write. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    task = "";
  }
}
