// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs tasks, a few at a time. The first failure ends the rest. */
final class ParallelTasks {
  private static final int AT_A_TIME = 4;

  private ParallelTasks() {}

  /** Something to do. */
  @FunctionalInterface
  interface Task {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Runs tasks; returns when all are done.
   *
   * @param cancel ends what is running after one has failed, as far as interrupting it does not
   * @throws IOException if one fails, and then none is running any more
   */
  static void run(List<Task> tasks, Runnable cancel) throws IOException {
    // Not virtual ones: for whoever waits for their sockets the process lives a moment too long.
    ExecutorService executor =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofPlatform().daemon().factory());
    boolean done = false;
    try {
      var completion = new ExecutorCompletionService<Void>(executor);
      for (Task task : tasks) {
        completion.submit(
            () -> {
              task.run();
              return null;
            });
      }
      for (int i = 0; i < tasks.size(); i++) {
        completion.take().get();
      }
      done = true;
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PushException(PushException.Cause.RECEIVER, "interrupted", e);
    } finally {
      executor.shutdownNow();
      if (!done) {
        cancel.run();
      }
      executor.close();
    }
  }

  private static IOException failure(ExecutionException failed) throws IOException {
    switch (failed.getCause()) {
      case SourceFailure e -> throw e.failure();
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> throw new IllegalStateException(failed);
    }
  }
}
