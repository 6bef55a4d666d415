// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.store.DurableFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Races against peers from the command line. */
@Command(
    name = "peers",
    description = "Times a push beside the other ways to bring a commit to another repository.",
    mixinStandardHelpOptions = true,
    version = "the races of this source tree")
public final class Main implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each runs (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where data is made once and kept (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("/var/tmp/ostree-upload-bench");

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where destinations are made, on a real disk (default: that of the data).")
  private Optional<Path> dir = Optional.empty();

  @Option(
      names = "--program",
      paramLabel = "FILE",
      description = "What starts ostree-upload (default: ${DEFAULT-VALUE}).")
  private Path program = Path.of("ostree-upload");

  @Option(names = "--json", paramLabel = "FILE", description = "Append a line for each race.")
  private Optional<Path> json = Optional.empty();

  @Parameters(
      paramLabel = "RACE",
      description = "Which, of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Races.Name> names = List.of(Races.Name.values());

  private Main() {}

  /** Makes the races that the arguments name, and ends the process. */
  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(Main::endChildren));
    CommandLine line = new CommandLine(new Main());
    line.registerConverter(
        Races.Name.class,
        text -> Races.Name.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')));
    System.exit(line.execute(arguments));
  }

  private static void endChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(data);
    Path runs = Files.createTempDirectory(dir.orElse(data).toAbsolutePath(), "runs-");
    try (TmpfsCopy tmpfs = TmpfsCopy.create()) {
      DataSets made = new DataSets(data.toAbsolutePath(), Main::tell);
      Races races = new Races(made, tmpfs, program.toAbsolutePath());
      for (Races.Name name : names) {
        report(races.race(name), runs);
      }
    } finally {
      DurableFiles.deleteTree(runs);
    }
    return 0;
  }

  private void report(Race race, Path runs) throws IOException, InterruptedException {
    Map<String, List<Measurement>> measured = new Series(race, runs, Main::tell).run(rounds);
    Table table = new Table(race, measured);
    System.out.println(table.toMarkdown() + "\n");
    if (json.isPresent()) {
      Files.write(
          json.get(),
          Json.write(table.toMap()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Files.writeString(json.get(), "\n", StandardOpenOption.APPEND);
    }
  }

  private static void tell(String news) {
    System.err.println("  " + news);
  }
}
