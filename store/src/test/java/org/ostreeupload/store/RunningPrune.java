// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.ostreeupload.store.object.ObjectName;

/**
 * A prune by the real tool that holds its lock until this is closed: it wants to open a commit that
 * is a named pipe, which nobody writes to before.
 */
final class RunningPrune implements AutoCloseable {
  private final Process process;
  private final Path commit;
  private final Path saved;

  private RunningPrune(Process process, Path commit, Path saved) {
    this.process = process;
    this.commit = commit;
    this.saved = saved;
  }

  /** Starts one and returns when it has the lock. */
  static RunningPrune of(Source source) throws IOException {
    Repository repository = source.open();
    Layout layout = repository.layout();
    Path commit = layout.object(ObjectName.commit(Golden.head(repository, "main")), "filez");
    Path saved = Files.move(commit, commit.resolveSibling("saved"));
    Shell.run(commit.resolveSibling(""), "mkfifo " + commit.getFileName());
    Process process =
        new ProcessBuilder("ostree", "prune", "--repo=" + layout.root())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitLock(process, layout.lock());
    return new RunningPrune(process, commit, saved);
  }

  private static void awaitLock(Process process, Path lock) throws IOException {
    String inode = ":" + Files.getAttribute(lock, "unix:ino") + " ";
    while (!Files.readString(Path.of("/proc/locks")).contains(inode)) {
      if (!process.isAlive()) {
        throw new AssertionError("prune ended before it locked " + lock);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    Files.newOutputStream(commit, StandardOpenOption.WRITE).close();
    process.onExit().join();
    Files.move(saved, commit, StandardCopyOption.REPLACE_EXISTING);
  }
}
