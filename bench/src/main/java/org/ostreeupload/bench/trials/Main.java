// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Program;
import org.ostreeupload.bench.trials.lab.Result;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.store.DurableFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Runs trials from the command line. */
@Command(
    name = "trials",
    description = "Whole-system trials with real programs; each prints one line if all was well.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all was well",
      "1:something that must always be true was not; what there was of it is kept",
      "2:the command line is wrong",
      "3:a trial could not be made"
    },
    mixinStandardHelpOptions = true,
    version = "the trials of this source tree",
    scope = ScopeType.INHERIT)
public final class Main {
  private static final int VIOLATED = 1;
  private static final int FAILED = 3;

  private Main() {}

  /** Runs the trial that the arguments name, and ends the process. */
  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(Main::endChildren));
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(arguments));
  }

  private static void endChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** What all trials take. */
  static final class Common {
    @Option(names = "--seed", description = "Where chance begins (default: anywhere).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--dir", description = "Where to work (default: where temporary files are).")
    private Path dir = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--program", description = "What starts ostree-upload (default: the classes).")
    private Optional<Path> program = Optional.empty();

    @Option(names = "--json", description = "Print results as JSON.")
    private boolean json;
  }

  @Command(description = "Kill pushers or receivers at random moments of pushes.")
  int kills(
      @CommandLine.Mixin Common common,
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "10",
              description = "How many kills (default: ${DEFAULT-VALUE}).")
          int count,
      @Option(
              names = "--target",
              paramLabel = "WHO",
              defaultValue = "pusher",
              description = "Whom to kill: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
          Kills.Victim victim,
      @Option(
              names = "--moment",
              paramLabel = "WHEN",
              defaultValue = "push",
              description = "At what time: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
          Kills.Moment moment)
      throws IOException {
    return run(common, new Kills(victim, moment, count));
  }

  @Command(name = "full-disk", description = "Let production's disk fill up; needs root.")
  int fullDisk(
      @CommandLine.Mixin Common common,
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "3",
              description = "How many disks (default: ${DEFAULT-VALUE}).")
          int count)
      throws IOException {
    return run(common, new FullDisk(count));
  }

  @Command(description = "Send a large object over connections that are cut.")
  int cuts(
      @CommandLine.Mixin Common common,
      @Option(
              names = "--size",
              paramLabel = "SIZE",
              defaultValue = "256M",
              converter = Sizes.class,
              description = "How large the object is (default: ${DEFAULT-VALUE}).")
          long size,
      @Option(
              names = "--times",
              paramLabel = "N",
              defaultValue = "10",
              description = "How often to cut (default: ${DEFAULT-VALUE}).")
          int times)
      throws IOException {
    return run(common, new Cuts(size, times));
  }

  @Command(description = "Let many push at once, beside prune and summary.")
  int crowd(
      @CommandLine.Mixin Common common,
      @Option(
              names = "--pushers",
              paramLabel = "N",
              defaultValue = "16",
              description = "How many push at once (default: ${DEFAULT-VALUE}).")
          int pushers,
      @Option(
              names = "--rounds",
              paramLabel = "N",
              defaultValue = "2",
              description = "How often each of them is to succeed (default: ${DEFAULT-VALUE}).")
          int rounds)
      throws IOException {
    return run(common, new Crowd(pushers, rounds));
  }

  @Command(description = "Let clients pull and check out in a loop while pushes move their branch.")
  int readers(
      @CommandLine.Mixin Common common,
      @Option(
              names = "--pushes",
              paramLabel = "N",
              defaultValue = "10",
              description = "How many pushes (default: ${DEFAULT-VALUE}).")
          int pushes,
      @Option(
              names = "--clients",
              paramLabel = "N",
              defaultValue = "2",
              description = "How many clients, half of them over HTTP (default: ${DEFAULT-VALUE}).")
          int clients)
      throws IOException {
    return run(common, new Readers(pushes, clients));
  }

  @Command(description = "Make many push sessions, and count what the receiver keeps of them.")
  int sessions(
      @CommandLine.Mixin Common common,
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "200",
              description = "How many sessions (default: ${DEFAULT-VALUE}).")
          int count)
      throws IOException {
    return run(common, new Sessions(count));
  }

  private static int run(Common common, Trial trial) throws IOException {
    long seed = common.seed.orElseGet(() -> new SplittableRandom().nextLong(1L << 32));
    Path parent = Files.createDirectories(common.dir.toAbsolutePath());
    Path directory = Files.createTempDirectory(parent, "trial-");
    Program program = new Program(common.program.map(Path::toAbsolutePath));
    Lab lab = new Lab(program, directory, seed, line -> System.err.println("  " + line));
    try {
      Result result = trial.run(lab);
      System.out.println(common.json ? result.toJson() : result.toLine());
      DurableFiles.deleteTree(directory);
      return 0;
    } catch (Violation e) {
      System.out.println(
          "VIOLATION: %s%n  seed %d, kept in %s".formatted(e.getMessage(), seed, directory));
      return VIOLATED;
    } catch (Exception | AssertionError e) {
      System.out.println("the trial failed: seed %d, kept in %s".formatted(seed, directory));
      e.printStackTrace();
      return FAILED;
    }
  }
}
