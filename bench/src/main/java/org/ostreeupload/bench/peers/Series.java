// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ostreeupload.testdata.CommandResult;
import org.ostreeupload.testdata.Ostree;

/**
 * Makes a race, several rounds of it. In each the contenders take turns, each beginning at another
 * place in turn; every run has a destination of its own, and nothing is deleted before the end.
 */
final class Series {
  private final Race race;
  private final Path directory;
  private final Consumer<String> news;

  Series(Race race, Path directory, Consumer<String> news) {
    this.race = race;
    this.directory = directory;
    this.news = news;
  }

  /** What each contender's runs cost, in the order of the rounds. */
  Map<String, List<Measurement>> run(int rounds) throws IOException, InterruptedException {
    Map<String, List<Measurement>> all = new LinkedHashMap<>();
    race.contenders().forEach(contender -> all.put(contender.name(), new ArrayList<>()));
    int count = race.contenders().size();
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < count; turn++) {
        Contender contender = race.contenders().get((round + turn) % count);
        Measurement measured = run(contender, round, round == rounds - 1);
        requireNonNull(all.get(contender.name())).add(measured);
        news.accept(
            "%s, round %d: %s %.2f s"
                .formatted(race.name(), round + 1, contender.name(), measured.seconds()));
      }
    }
    return all;
  }

  private Measurement run(Contender contender, int round, boolean isLast)
      throws IOException, InterruptedException {
    String name = race.name() + "-" + contender.name().replaceAll("[^a-z0-9]", "") + "-" + round;
    Path run = Files.createDirectory(directory.resolve(name));
    Path destination = destination(run);
    try (Course course = new Course(race.data(), destination, run, race.network());
        Attempt attempt = contender.prepare(course)) {
      flush();
      Measurement measured = Stopwatch.time(attempt, course);
      if (contender.brings()) {
        requireArrived(contender, destination, isLast);
      }
      return measured;
    }
  }

  private Path destination(Path run) throws IOException {
    Path destination = run.resolve("repo");
    Optional<Path> before = race.data().before();
    Ostree.in(destination).init("archive");
    if (before.isPresent()) {
      Ostree.in(destination).pullLocal(before.get(), DataSet.BRANCH);
    }
    return destination;
  }

  /** Writes to disk what earlier runs left to be written, which is not this one's to pay. */
  private static void flush() throws IOException, InterruptedException {
    if (new ProcessBuilder("sync").start().waitFor() != 0) {
      throw new IOException("sync failed");
    }
  }

  private void requireArrived(Contender contender, Path destination, boolean isLast)
      throws IOException {
    String there = Ostree.in(destination).revParse(DataSet.BRANCH);
    if (!there.equals(race.data().commit())) {
      throw new IOException(contender.name() + " did not bring the commit");
    }
    if (isLast) {
      CommandResult fsck = Ostree.in(destination).fsck();
      if (!fsck.succeeded()) {
        throw new IOException(contender.name() + " brought this: " + fsck);
      }
    }
  }
}
