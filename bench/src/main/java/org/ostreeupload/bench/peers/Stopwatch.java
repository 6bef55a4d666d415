// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Times attempts. */
final class Stopwatch {
  private static final int MINUTES = 30;
  private static final String FORMAT = "%U %S %M"; // user and system seconds, peak memory in KiB

  private Stopwatch() {}

  /**
   * Runs an attempt to its end.
   *
   * @throws IOException if it fails
   */
  static Measurement time(Attempt attempt, Course course) throws IOException, InterruptedException {
    Path costs = course.file("costs");
    Path out = course.file("client.out");
    Path err = course.file("client.err");
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/time", "-q", "-o", costs + "", "-f", FORMAT));
    command.addAll(attempt.command());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(attempt.environment());
    Optional<Server> server = attempt.server();
    double serverBefore = server.isPresent() ? ProcessCost.cpuSeconds(server.get().pid()) : 0;
    long wireBefore = ProcessCost.loopbackBytes();
    long start = System.nanoTime();
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      throw new IOException(attempt.command() + " takes more than " + MINUTES + " minutes");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException("%s failed: %s".formatted(attempt.command(), Files.readString(err)));
    }
    long wire = ProcessCost.loopbackBytes() - wireBefore;
    double serverCpu =
        server.isPresent() ? ProcessCost.cpuSeconds(server.get().pid()) - serverBefore : 0;
    String[] client = Files.readString(costs).strip().split(" ", -1);
    return new Measurement(
        seconds,
        Double.parseDouble(client[0]) + Double.parseDouble(client[1]) + serverCpu,
        Long.parseLong(client[2]),
        server.isPresent() ? ProcessCost.peakKib(server.get().pid()) : 0,
        wire,
        attempt.requests(out),
        attempt.inside(out));
  }
}
