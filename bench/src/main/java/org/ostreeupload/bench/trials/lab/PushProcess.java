// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code ostree-upload push} as a process. Not thread-safe. */
public final class PushProcess {
  private static final int MINUTES = 15;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Process process;
  private final long started = System.nanoTime();
  private final Path out;
  private final Path err;

  private PushProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Whom to push to. */
  public interface Target {
    /** The address. */
    String address();

    /** The token. */
    String token();
  }

  /** An option: no patches, so that it is known to the byte what has to be sent. */
  public static final String WHOLE_FILES = "--compression=none";

  /**
   * Starts a push of all branches, or of those that the options name.
   *
   * @param directory where what it prints is kept
   */
  public static PushProcess start(
      Lab lab, Path directory, Path source, Target target, String... options) throws IOException {
    int number = NUMBER.incrementAndGet();
    Path out = directory.resolve("push-" + number + ".json");
    Path err = directory.resolve("push-" + number + ".err");
    List<String> arguments =
        new ArrayList<>(
            List.of("push", "--json", "--repo=" + source, "--address=" + target.address()));
    arguments.addAll(List.of(options));
    Process process =
        lab.program()
            .start(directory, List.of(), arguments, out.toFile(), err.toFile(), target.token());
    return new PushProcess(process, out, err);
  }

  /** Kills it as {@code kill -9} does, and returns when it is dead. */
  public Pushed kill() throws IOException, InterruptedException {
    process.destroyForcibly();
    return await();
  }

  /** Stops it as {@code kill -STOP} does; says whether it was still running. */
  public boolean pause() throws IOException, InterruptedException {
    return process.isAlive() && signal("STOP") && process.isAlive();
  }

  /** Lets it go on. */
  public void proceed() throws IOException, InterruptedException {
    signal("CONT");
  }

  private boolean signal(String name) throws IOException, InterruptedException {
    return new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()
        == 0;
  }

  /** Sleeps until this long after its start; less if it ends before. */
  public void sleepUntil(long millis) throws InterruptedException {
    long left = millis - (System.nanoTime() - started) / 1_000_000;
    if (left > 0) {
      var _ = process.waitFor(left, TimeUnit.MILLISECONDS);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  public Pushed await() throws IOException, InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new Violation("a push hangs: " + err);
    }
    long millis = (System.nanoTime() - started) / 1_000_000;
    return new Pushed(
        process.exitValue(),
        Pushed.Report.parse(Files.readString(out), out),
        Files.readString(err).strip(),
        millis);
  }
}
