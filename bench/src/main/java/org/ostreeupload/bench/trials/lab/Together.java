// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs tasks side by side. */
public final class Together {
  private Together() {}

  /** Something to do. */
  @FunctionalInterface
  public interface Task {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * Runs all to their ends.
   *
   * @throws Exception what the first of them threw, after the others were interrupted
   */
  public static void run(List<Task> tasks) throws Exception {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
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
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }
}
