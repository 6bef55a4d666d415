// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A small disk in memory; mounting one needs root. It goes when it is closed, or with Java. */
public final class Tmpfs implements AutoCloseable {
  private static final int PIECE = 1 << 18;

  private final Path directory;
  private final Thread atExit = new Thread(this::unmountIfThere);

  private Tmpfs(Path directory) {
    this.directory = directory;
  }

  /**
   * Mounts one at a directory, which is made.
   *
   * @throws IllegalStateException if that cannot be done here
   */
  public static Tmpfs mount(Path directory, long bytes) throws IOException, InterruptedException {
    Files.createDirectory(directory);
    String answer = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", directory + "");
    if (!answer.isEmpty()) {
      throw new IllegalStateException(
          "this trial needs a small disk, and mounting a tmpfs failed, which only root may do: "
              + answer);
    }
    Tmpfs mounted = new Tmpfs(directory);
    Runtime.getRuntime().addShutdownHook(mounted.atExit);
    return mounted;
  }

  /** What a command had to say; nothing if it succeeded. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 ? "" : "status " + status + ": " + said.strip();
  }

  public Path directory() {
    return directory;
  }

  /** How many bytes can still be written. */
  public long free() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /** Makes a file grow until no more than this is free. */
  public void fill(Path file, long left) throws IOException {
    byte[] piece = new byte[PIECE];
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (long free = free(); free > left; free = free()) {
        out.write(piece, 0, (int) Math.min(piece.length, free - left));
      }
    } catch (IOException e) {
      if (free() > left) { // or else somebody else took the last bytes
        throw e;
      }
    }
  }

  /** Copies everything to another disk, so that it can be looked at later. */
  public void copyTo(Path target) throws IOException, InterruptedException {
    String answer = run("cp", "-a", directory + "", target + "");
    if (!answer.isEmpty()) {
      throw new IOException("copying " + directory + " failed: " + answer);
    }
  }

  private void unmountIfThere() {
    try {
      run("umount", "--lazy", directory + "");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("unmounting " + directory + " failed", e);
    }
  }

  @Override
  public void close() {
    unmountIfThere();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
