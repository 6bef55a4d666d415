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
   * @throws IOException if one fails, and then none is running any more
   */
  static void run(List<Task> tasks) throws IOException {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var completion = new ExecutorCompletionService<Void>(executor);
      int running = 0;
      for (Task task : tasks) {
        if (running == AT_A_TIME) {
          completion.take().get();
          running--;
        }
        completion.submit(
            () -> {
              task.run();
              return null;
            });
        running++;
      }
      for (; running > 0; running--) {
        completion.take().get();
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PushException(PushException.Cause.RECEIVER, "interrupted", e);
    } finally {
      executor.shutdownNow();
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
