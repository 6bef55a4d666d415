// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code ostree-upload receive} as a process, on a port of the loopback address that it keeps when
 * it is killed and started again. Not thread-safe.
 */
public final class ReceiverProcess implements AutoCloseable, PushProcess.Target {
  private static final String READY = "receiving on ";
  private static final Pattern HEAP_USED =
      Pattern.compile("(?:DefNew|Tenured|heap) +total [0-9]+K, used ([0-9]+)K");
  private static final int LOG_SECONDS = 60;
  private static final int STOP_SECONDS = 60;
  private static final int QUIET_SECONDS = 45; // the server takes half a minute for a dead client

  private final Lab lab;
  private final Path directory;
  private final List<String> javaOptions;
  private final List<String> arguments = new ArrayList<>();
  private final Path log;
  private final String token;
  private Process process;
  private URI uri;

  private ReceiverProcess(
      Lab lab, Path directory, Path repository, List<String> javaOptions, String... options)
      throws IOException, InterruptedException {
    this.lab = lab;
    this.directory = directory;
    this.javaOptions = javaOptions;
    this.log = directory.resolve("receiver.log");
    this.token = generateToken();
    arguments.addAll(List.of("receive", "--config=tokens.yaml", "--repo=" + repository));
    arguments.addAll(List.of(options));
    this.process = launch(0);
    this.uri = awaitReady(0);
  }

  /** Makes a token in a directory and starts a receiver there. */
  public static ReceiverProcess start(
      Lab lab, Path directory, Path repository, List<String> javaOptions, String... options)
      throws IOException, InterruptedException {
    return new ReceiverProcess(lab, directory, repository, javaOptions, options);
  }

  private String generateToken() throws IOException, InterruptedException {
    Path out = directory.resolve("token");
    int status =
        lab.program()
            .start(
                directory,
                List.of(),
                List.of("gentoken", "--config=tokens.yaml"),
                out.toFile(),
                log.toFile())
            .waitFor();
    Violation.unless(status == 0, "gentoken ended with status " + status + ", see " + log);
    return Files.readString(out).strip();
  }

  private Process launch(int port) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.add("--address=127.0.0.1:" + port);
    return lab.program()
        .start(
            directory, javaOptions, all, directory.resolve("receiver.out").toFile(), log.toFile());
  }

  private URI awaitReady(int linesBefore) throws IOException, InterruptedException {
    String line = awaitLog(READY, linesBefore);
    return URI.create(line.substring(line.indexOf(READY) + READY.length()));
  }

  /** Returns when the receiver has written a line with this in it. */
  public void awaitLog(String part) throws IOException, InterruptedException {
    awaitLog(part, 0);
  }

  private String awaitLog(String part, int linesBefore) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOG_SECONDS);
    while (System.nanoTime() < end) {
      for (String line : Files.readAllLines(log).stream().skip(linesBefore).toList()) {
        if (line.contains(part)) {
          return line;
        }
      }
      Violation.unless(process.isAlive(), "the receiver has ended, see " + log);
      Thread.sleep(5);
    }
    throw new Violation("the receiver does not say '%s' in %s".formatted(part, log));
  }

  @Override
  public String address() {
    return uri.toString();
  }

  /** Where clients pull from. */
  public String repositoryAddress() {
    return uri + "/repo/";
  }

  @Override
  public String token() {
    return token;
  }

  public URI uri() {
    return uri;
  }

  /** Kills it as {@code kill -9} does, and returns when it is dead. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again; returns when it is ready. */
  public void restart() throws IOException, InterruptedException {
    int lines = Files.readAllLines(log).size();
    process = launch(uri.getPort());
    uri = awaitReady(lines);
  }

  public void requireAlive(String when) {
    Violation.unless(process.isAlive(), when + ": the receiver has ended, see " + log);
  }

  /**
   * Returns when no client is connected any more, so nothing goes on that one began.
   *
   * @throws Violation if that takes longer than the server takes to notice a dead client
   */
  public void awaitQuiet() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
    while (System.nanoTime() < end) {
      if (connections() == 0) {
        return;
      }
      requireAlive("while clients are gone");
      Thread.sleep(5);
    }
    throw new Violation("the receiver keeps " + connections() + " connections of dead clients");
  }

  /** How many connections of clients are open at its end: established, or closed by the client. */
  private long connections() throws IOException {
    Predicate<String> open =
        Pattern.compile(
                " *[0-9]+: [0-9A-F]+:%04X [0-9A-F]+:[0-9A-F]{4} (01|08) .*"
                    .formatted(uri.getPort()))
            .asMatchPredicate();
    long count = 0;
    for (String table : List.of("tcp", "tcp6")) {
      Path file = Path.of("/proc/net", table);
      if (Files.exists(file)) {
        count += Files.readAllLines(file).stream().filter(open).count();
      }
    }
    return count;
  }

  /** How many file descriptors it has open. */
  public long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", process.pid() + "", "fd"))) {
      return all.count();
    }
  }

  /** How much memory it really has, in KiB. */
  public long residentKib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", process.pid() + "", "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    }
  }

  /** How much of its heap is in use by what can be reached, in KiB. */
  public long heapKib() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    run(jcmd.toString(), process.pid() + "", "GC.run");
    Matcher used = HEAP_USED.matcher(run(jcmd.toString(), process.pid() + "", "GC.heap_info"));
    long kib = 0;
    while (used.find()) {
      kib += Long.parseLong(used.group(1));
    }
    Violation.unless(kib > 0, "nobody can tell how much heap is in use");
    return kib;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said.strip());
    }
    return said;
  }

  /** Ends it as a service manager does. */
  @Override
  public void close() {
    process.destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
      throw new Violation("the receiver does not end, see " + log);
    }
  }
}
