// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ostreeupload.bench.trials.lab.BuildRepository;
import org.ostreeupload.bench.trials.lab.Lab;
import org.ostreeupload.bench.trials.lab.Production;
import org.ostreeupload.bench.trials.lab.Proxy;
import org.ostreeupload.bench.trials.lab.PushProcess;
import org.ostreeupload.bench.trials.lab.Pushed;
import org.ostreeupload.bench.trials.lab.ReceiverProcess;
import org.ostreeupload.bench.trials.lab.Remainder;
import org.ostreeupload.bench.trials.lab.Shape;
import org.ostreeupload.bench.trials.lab.Tmpfs;
import org.ostreeupload.bench.trials.lab.Violation;
import org.ostreeupload.testdata.Ostree;

/** One small disk, and pushes to it. Not thread-safe. */
final class FullDiskCase implements AutoCloseable {
  private static final int RECEIVER_FAILED = 4; // status of push: the receiver failed
  private static final long LARGE = 12L << 20;
  private static final long VERY_LARGE = 90L << 20; // more than a receiver reads to be polite
  private static final Pattern NO_SPACE =
      Pattern.compile("bytes are needed on the disk|the disk of the (repository|receiver) is full");
  private static final long ENOUGH = 16L << 20;
  private static final long NAMES_AND_QUESTIONS = 64 << 10;
  private static final List<String> MIN_FREE = List.of("0", "3");

  private final Lab lab;
  private final Path directory;
  private final Tmpfs disk;
  private final SplittableRandom random;
  private final Production production;
  private final BuildRepository source;
  private final ReceiverProcess receiver;

  FullDiskCase(Lab lab, Path directory, Tmpfs disk, int number)
      throws IOException, InterruptedException {
    this.lab = lab;
    this.directory = directory;
    this.disk = disk;
    this.random = lab.random(number);
    this.production = Production.create(disk.directory().resolve("production"));
    production
        .ostree()
        .run(
            "config",
            "set",
            "core.min-free-space-percent",
            MIN_FREE.get(random.nextInt(MIN_FREE.size())));
    this.source =
        BuildRepository.create(
            Files.createDirectory(directory.resolve("source")), "archive", random.split());
    this.receiver = ReceiverProcess.start(lab, directory, production.layout().root(), List.of());
  }

  /** Makes a push that nothing stands in the way of. */
  void pushSomething() throws IOException, InterruptedException {
    source.commit("os", Shape.small(50, 2 << 20), random.nextLong());
    push(receiver).await().expectSuccess("the first push");
  }

  private PushProcess push(PushProcess.Target target, String... options) throws IOException {
    return PushProcess.start(lab, directory, source.path(), target, options);
  }

  /** Pushes while another file takes what is left; says whether the same push waited for space. */
  boolean fillDuringPush() throws Exception {
    SortedMap<String, String> old = production.heads();
    boolean announced = random.nextBoolean(); // a large push sets space aside before it sends
    long small = announced ? 60L << 20 : 20L << 20;
    long large = random.nextBoolean() ? LARGE : VERY_LARGE;
    source.commit("os", new Shape(120, small, large), random.nextLong());
    source.commit("app", new Shape(60, small / 4, LARGE), random.nextLong());
    SortedMap<String, String> wanted = heads();
    Remainder all = Remainder.of(source.path(), production, wanted.values());
    Path filler = disk.directory().resolve("filler");
    disk.fill(filler, all.bytes() + ENOUGH);
    PushProcess push = push(receiver);
    awaitStaged((long) (all.bytes() * (0.1 + 0.4 * random.nextDouble())), push);
    disk.fill(filler, (long) (all.bytes() * 0.3 * random.nextDouble()));
    boolean makesSpace = random.nextInt(3) == 0;
    if (makesSpace) {
      receiver.awaitLog("\"status\":507");
      requireIntact(old);
      Files.delete(filler);
      push.await().expectSuccess("a push whose disk was full for a moment");
    } else {
      requireNoSpace(push.await(), "a push whose disk was full");
      receiver.awaitQuiet();
      requireIntact(old);
      Files.delete(filler);
      pushRest(wanted);
    }
    production.requireHeads(wanted, "after there was space again");
    production.requireNothingStaged("after there was space again");
    production.requireSound("after there was space again");
    production.requireNothingStray("after there was space again");
    return makesSpace;
  }

  private SortedMap<String, String> heads() {
    return new TreeMap<>(
        Map.of("os", source.ostree().revParse("os"), "app", source.ostree().revParse("app")));
  }

  private void awaitStaged(long bytes, PushProcess push) throws Exception {
    while (production.stagedBytes() < bytes) {
      Violation.unless(push.isAlive(), "the push ended before the disk was full");
      Thread.sleep(2);
    }
  }

  private static void requireNoSpace(Pushed pushed, String what) {
    Violation.unless(
        pushed.status() == RECEIVER_FAILED && NO_SPACE.matcher(pushed.err()).find(),
        what + " ended with status " + pushed.status() + ": " + pushed.err());
  }

  /** Readers see the old state, also over HTTP. */
  private void requireIntact(SortedMap<String, String> old) throws IOException {
    receiver.requireAlive("with the disk full");
    production.requireHeads(old, "with the disk full");
    production.requireSound("with the disk full");
    Path client = Files.createTempDirectory(directory, "client");
    Ostree.in(client.resolve("repo"))
        .init("archive")
        .pull(receiver.repositoryAddress(), old.keySet().toArray(String[]::new));
  }

  private void pushRest(SortedMap<String, String> wanted) throws Exception {
    Remainder left = Remainder.of(source.path(), production, wanted.values());
    Pushed.Report report =
        push(receiver, PushProcess.WHOLE_FILES).await().expectSuccess("the push with space again");
    Violation.unless(
        report.objects() == left.objects() && report.bytes() == left.bytes(),
        "the push with space again sent %d objects, %d bytes, but there was left to send: %s"
            .formatted(report.objects(), report.bytes(), left));
  }

  /** Pushes more than fits, which is to be refused before anything of it is sent. */
  void pushTooMuch() throws Exception {
    SortedMap<String, String> old = production.heads();
    long tooMuch = Math.max(disk.free(), 65L << 20) + (4 << 20);
    source.commit("os", new Shape(20, 1 << 20, tooMuch), random.nextLong());
    try (Proxy proxy = Proxy.to(receiver.uri())) {
      Pushed pushed = push(proxy.target(receiver.token())).await();
      requireNoSpace(pushed, "a push that will not fit");
      Violation.unless(
          proxy.sent() < NAMES_AND_QUESTIONS,
          "a push that will not fit sent " + proxy.sent() + " bytes");
    }
    requireIntact(old);
  }

  @Override
  public void close() {
    receiver.close();
  }
}
