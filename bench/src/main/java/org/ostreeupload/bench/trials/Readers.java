// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ostreeupload.bench.trials.lab.BuildRepository;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.PushProcess;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Result;
import org.ostreeupload.bench.trials.lab.Shape;
import org.ostreeupload.bench.trials.lab.Together;

/**
 * Lets clients pull and check out in a loop while pushes move their branch.
 *
 * @param pushes how many
 * @param clients how many clients pull at the same time
 */
record Readers(int pushes, int clients) implements Trial {
  private static final String BRANCH = "os/stable";
  private static final Shape SHAPE = Shape.small(120, 6 << 20);

  @Override
  public Result run(Lab lab) throws Exception {
    long start = System.nanoTime();
    SplittableRandom random = lab.random(0);
    Production production = Production.create(lab.directory().resolve("production"));
    BuildRepository source =
        BuildRepository.create(lab.newDirectory("source"), "archive", random.split());
    Published published = new Published();
    try (ReceiverProcess receiver =
        ReceiverProcess.start(lab, lab.directory(), production.layout().root(), List.of())) {
      push(lab, source, receiver, published, random.nextLong());
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Path directory = lab.newDirectory("client-" + i);
        boolean isOverHttp = i % 2 == 0;
        String remote =
            isOverHttp ? receiver.repositoryAddress() : production.layout().root().toUri() + "";
        readers.add(new Reader(directory, remote, BRANCH, published));
      }
      List<Together.Task> tasks = new ArrayList<>();
      readers.forEach(reader -> tasks.add(reader::readUntilTheEnd));
      tasks.add(
          () -> {
            try {
              for (int i = 1; i < pushes; i++) {
                push(lab, source, receiver, published, random.nextLong());
                lab.tell("push " + (i + 1) + " of " + pushes);
              }
            } finally {
              published.end();
            }
          });
      Together.run(tasks);
      production.requireSound("at the end");
      production.requireNothingStaged("at the end");
      production.requireNothingStray("at the end");
      return new Result("readers")
          .with("pushes", pushes)
          .with("clients", clients)
          .with("pulls and checkouts", readers.stream().mapToLong(Reader::pulls).sum())
          .with("commits seen by some client", published.seen())
          .with("seconds", (System.nanoTime() - start) / 1e9);
    }
  }

  private static void push(
      Lab lab, BuildRepository source, ReceiverProcess receiver, Published published, long shared)
      throws Exception {
    long number = published.next();
    Path marker = source.tree(BRANCH).resolve(Reader.MARKER);
    Files.createDirectories(marker.resolveSibling(""));
    Files.deleteIfExists(marker);
    Files.writeString(marker, Long.toString(number));
    published.add(source.commit(BRANCH, SHAPE, shared));
    PushProcess.start(lab, lab.directory(), source.path(), receiver)
        .await()
        .expectSuccess("push " + number);
  }
}
