// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A receiver as a process of its own, on a free port of the loopback address. */
final class Daemon implements AutoCloseable {
  private static final String READY = "receiving on ";
  private static final int SECONDS = 60;

  private final Process process;
  private final Thread reader;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final String address;
  private final String token;

  private Daemon(Program program, Path repository) throws Exception {
    this.token = program.run("gentoken", "-c", "tokens.yaml").expect(0).out().strip();
    this.process =
        program
            .builder("receive", "-c", "tokens.yaml", "-r", repository + "", "-a", "127.0.0.1:0")
            .start();
    CompletableFuture<String> ready = new CompletableFuture<>();
    this.reader = Thread.ofVirtual().start(() -> read(ready));
    this.address = ready.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Starts a receiver for a repository and makes a token for it. */
  static Daemon start(Path directory, Path repository) throws Exception {
    return new Daemon(Program.in(directory), repository);
  }

  private void read(CompletableFuture<String> ready) {
    try (BufferedReader lines = new BufferedReader(process.errorReader(StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        int at = line.indexOf(READY);
        if (at >= 0) {
          ready.complete(line.substring(at + READY.length()));
        }
      }
    } catch (IOException e) {
      log.add("log ended: " + e);
    }
    ready.completeExceptionally(new AssertionError("the receiver ended: " + log));
  }

  String address() {
    return address;
  }

  String token() {
    return token;
  }

  String repositoryAddress() {
    return address + "/repo/";
  }

  /** The lines that the receiver has written. */
  Queue<String> log() {
    return log;
  }

  boolean isServing() {
    return process.isAlive();
  }

  /** Ends the receiver as a service manager does, and waits for its end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the receiver does not end: " + log);
      }
      reader.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
