// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hc.core5.util.Timeout;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.fsck.Finding;
import org.ostreeupload.store.fsck.Finding.Severity;
import org.ostreeupload.store.fsck.Fsck;
import org.ostreeupload.store.fsck.FsckReport;
import org.ostreeupload.store.fsck.ObjectSource;
import org.ostreeupload.store.fsck.RepositorySource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks a repository, and repairs it. */
@Command(
    name = "fsck",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every object of a repository, of any mode, and checks that all that commits need is"
          + " there.",
      "What is damaged or missing is noted; pushers are told that it is missing, and the next push"
          + " that has it brings it back."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the repository is sound, or was repaired",
      "1:failed for another reason",
      "2:the command line is wrong",
      "3:the repository is damaged, or is none"
    },
    footerHeading = "%n")
final class FsckCommand implements Callable<Integer> {
  private static final Timeout SILENCE = Timeout.ofSeconds(60);

  private final Console console;

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "REPO",
      defaultValue = "repo",
      description = "The repository (default: ${DEFAULT-VALUE}).")
  private Path repo = Path.of("");

  @Option(
      names = "--repair-from",
      paramLabel = "URL|REPO",
      description = {
        "Fetch what is damaged or missing from this repository: a path, or the address that clients"
            + " pull from. May be repeated; the first that has an object gives it."
      })
  private List<String> repairFrom = List.of();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only look: note nothing, and change nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the result as one line of JSON.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say how fast it was, and which copies were refused, too.")
  private boolean verbose;

  FsckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (dryRun && !repairFrom.isEmpty()) {
      throw new UsageException("--repair-from changes the repository, --dry-run does not");
    }
    long start = System.nanoTime();
    Repository repository = Repository.open(repo);
    FsckReport report = run(repository);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    if (json) {
      FsckJson result = FsckJson.of(report, dryRun, time);
      console.out().println(new String(Json.write(result), StandardCharsets.UTF_8));
    } else {
      report.findings().forEach(this::tell);
      summarize(report, time);
    }
    return report.isSound() ? ExitStatus.DONE : ExitStatus.REPOSITORY;
  }

  private FsckReport run(Repository repository) throws IOException {
    List<HttpSource> connections = new ArrayList<>();
    try (FsckProgress progress = new FsckProgress(console, !json, verbose)) {
      Fsck fsck = new Fsck(repository, progress);
      return repairFrom.isEmpty()
          ? fsck.check(dryRun ? Fsck.Mode.DRY_RUN : Fsck.Mode.RECORD)
          : fsck.repair(sources(connections));
    } finally {
      connections.forEach(HttpSource::close);
    }
  }

  private List<ObjectSource> sources(List<HttpSource> connections) throws IOException {
    List<ObjectSource> sources = new ArrayList<>();
    for (String place : repairFrom) {
      if (HttpSource.isAddress(place)) {
        HttpSource source = HttpSource.of(place, SILENCE);
        connections.add(source);
        sources.add(source);
      } else {
        sources.add(new RepositorySource(Repository.open(Path.of(place))));
      }
    }
    return sources;
  }

  private void tell(Finding finding) {
    boolean repaired = finding.repairedFrom().isPresent();
    String severity = repaired ? "repaired" : finding.severity().name().toLowerCase(Locale.ROOT);
    console.say(severity + ": " + finding);
  }

  private void summarize(FsckReport report, Duration time) {
    if (report.omitted() > 0) {
      console.say(
          (report.omittedErrors() > 0 ? "error" : "warning")
              + ": there are "
              + report.omitted()
              + " findings more; check again when these are settled");
    }
    console
        .out()
        .println(
            "%s, %s, %s, %s: %s"
                .formatted(
                    Amounts.count(report.objects(), "object"),
                    Amounts.bytes(report.bytes()),
                    Amounts.count(report.commits(), "commit"),
                    Amounts.count(report.refs(), "ref"),
                    verdict(report)));
    if (!repairFrom.isEmpty()) {
      console.out().println(Amounts.count(report.repaired(), "object") + " repaired");
    }
    if (report.wanted() > 0) {
      console.out().println(Amounts.count(report.wanted(), "object") + " wanted");
    }
    if (verbose) {
      console.say(Amounts.time(time) + ", " + Amounts.rate(report.bytes(), time));
    }
  }

  private static String verdict(FsckReport report) {
    List<String> counts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long count = report.count(severity);
      if (count > 0) {
        counts.add(Amounts.count(count, severity.name().toLowerCase(Locale.ROOT)));
      }
    }
    String found = String.join(", ", counts);
    if (!report.isSound()) {
      return "damaged, " + found;
    }
    return counts.isEmpty() ? "sound" : "sound, " + found;
  }
}
