// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ostreeupload.bench.trials.lab.BuildRepository;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.Proxy;
import org.ostreeupload.bench.trials.lab.PushProcess;
import org.ostreeupload.bench.trials.lab.Pushed;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Result;
import org.ostreeupload.bench.trials.lab.Shape;
import org.ostreeupload.bench.trials.lab.Violation;

/**
 * Sends one large object over connections that are cut again and again.
 *
 * @param size how many bytes the object has
 * @param times how often all connections are cut
 */
record Cuts(long size, int times) implements Trial {
  private static final double MOST = 1.05;

  @Override
  public Result run(Lab lab) throws Exception {
    long start = System.nanoTime();
    SplittableRandom random = lab.random(1);
    Path machine = lab.newDirectory("source");
    BuildRepository source = BuildRepository.create(machine, "archive", random);
    String commit = source.commit("os", new Shape(5, 1 << 16, size), random.nextLong());
    Files.delete(source.tree("os").resolve("large"));
    Production production = Production.create(lab.directory().resolve("production"));
    try (ReceiverProcess receiver =
            ReceiverProcess.start(lab, lab.directory(), production.layout().root(), List.of());
        Proxy proxy = Proxy.to(receiver.uri()).cutAt(cuts(random))) {
      long before = System.nanoTime();
      PushProcess push =
          PushProcess.start(lab, lab.directory(), source.path(), proxy.target(receiver.token()));
      Pushed.Report report = push.await().expectSuccess("the push over the broken connection");
      double seconds = (System.nanoTime() - before) / 1e9;
      requireAllCut(proxy);
      production.requireHeads(Map.of("os", commit), "after the push");
      production.requireNothingStaged("after the push");
      production.requireSound("after the push");
      production.requireNothingStray("after the push");
      return new Result("cut connections")
          .with("bytes of the object", size)
          .with("cuts", times)
          .with("bytes sent", proxy.sent())
          .with("times the size", (double) proxy.sent() / size)
          .with("requests", report.requests())
          .with("seconds of the push", seconds)
          .with("seconds", (System.nanoTime() - start) / 1e9);
    }
  }

  /** Where to cut: at a random byte of each of as many equal parts. */
  private List<Long> cuts(SplittableRandom random) {
    long part = size / times;
    List<Long> cuts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      cuts.add(i * part + random.nextLong(part) + 1);
    }
    return cuts;
  }

  private void requireAllCut(Proxy proxy) throws IOException {
    Violation.unless(proxy.cutsLeft() == 0, proxy.cutsLeft() + " cuts have not been made");
    Violation.unless(
        proxy.sent() < size * MOST,
        "%d bytes were sent for an object of %d bytes".formatted(proxy.sent(), size));
  }
}
