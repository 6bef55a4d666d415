// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ostreeupload.store.RepositoryException;

/** Does many things, some at a time; the first failure ends the rest. */
final class Workers {
  private Workers() {}

  /** Hears how many are done. */
  @FunctionalInterface
  interface Progress {
    void done(int count);
  }

  static void run(int threads, List<Callable<Void>> tasks, Progress progress) throws IOException {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      var completion = new ExecutorCompletionService<Void>(executor);
      tasks.forEach(completion::submit);
      for (int done = 1; done <= tasks.size(); done++) {
        completion.take().get();
        progress.done(done);
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException("interrupted", e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private static IOException failure(ExecutionException failed) throws IOException {
    switch (failed.getCause()) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> throw new IllegalStateException(failed);
    }
  }
}
