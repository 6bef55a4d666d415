// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.receiver.RequestLog;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;

/** Large objects, and connections that break while they, or anything else, are on their way. */
class BrokenConnectionTest {
  private static final int MEGABYTE = 1_000_000;
  private static final Limits SMALL = new Limits(100, 1000, 400_000, 500_000);

  @TempDir private Path directory;

  private Production production;
  private Source source;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory, SMALL);
    source = Source.in(directory);
    source.write("small", "small");
  }

  @AfterEach
  void productionIsWhole() throws IOException {
    production.close();
    assertThat(production.ostree().fsck().exitCode()).isZero();
    assertThat(production.unfinished()).isEmpty();
    assertThat(production.objects()).isEqualTo(source.objects());
  }

  private List<String> requests(long count) {
    return production.awaitRequests(count).stream().map(RequestLog.Entry::method).toList();
  }

  @Test
  void objectsTooLargeForABundleGoAlone() throws IOException {
    source.writeNoise("one", MEGABYTE, 1).writeNoise("two", MEGABYTE, 2);
    source.commit("main");
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(requests(report.requests())).filteredOn("PATCH"::equals).hasSize(2);
    assertThat(report.objects()).isEqualTo(source.objects().size());
    assertThat(report.bytes()).isGreaterThanOrEqualTo(recorder.plan().bytes());
  }

  @Test
  void filesOfABareRepositoryGoAlonePlain() throws IOException {
    source = Source.in(directory.resolve("bare"), "bare-user");
    source.writeNoise("one", MEGABYTE, 1);
    String commit = source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).breakAfter(MEGABYTE / 3, 2)) {
      source.push(production.addressAt(proxy.uri()), recorder, "main");
      assertThat(proxy.left()).isZero();
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }

  @Test
  void directoriesThatAreTooLargeForHalfABundleStillGoInOne() throws IOException {
    for (int i = 0; i < 1300; i++) {
      source.write("a-long-name-".repeat(18) + i, "same");
    }
    source.commit("main");
    assertThat(source.objects())
        .filteredOn(name -> name.endsWith(".dirtree"))
        .map(name -> Files.size(ObjectFiles.path(source.repository(), name)))
        .anyMatch(size -> size > SMALL.bundle() / 2);
    source.push(production.address(), recorder, "main");
  }

  @Test
  void manyBundlesCarryWhatDoesNotFitIntoOne() throws IOException {
    for (int i = 0; i < 12; i++) {
      source.writeNoise("file" + i, 100_000, i);
    }
    source.commit("main");
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(production.awaitRequests(report.requests()))
        .filteredOn(request -> request.path().endsWith("/objects"))
        .hasSizeBetween(5, 10)
        .allMatch(request -> request.status() == 200);
  }

  @Test
  void detachedMetadataOfManyCommitsGoesTogether() throws IOException {
    for (int i = 0; i < 30; i++) {
      source.write("small", "step " + i).commit("main", "--add-detached-metadata-string=step=" + i);
    }
    PushReport report = source.push(production.address(), recorder, "main");
    assertThat(recorder.plan().detached()).hasSize(30);
    assertThat(report.requests()).isLessThan(10);
    assertThat(production.ostree().run("show", "--print-detached-metadata-key=step", "main"))
        .returns("'29'\n", result -> result.stdout());
  }

  @Test
  void bundlesLeaveRoomForTheHeadsOfWhatHasNoBytes() throws Exception {
    production.close();
    production =
        Production.in(
            Files.createDirectory(directory.resolve("tiny")), new Limits(100, 1000, 1000, 1000));
    int commits = 30;
    assertThat((long) commits * Frame.HEAD_SIZE).isGreaterThan(1000);
    for (int i = 0; i < commits; i++) {
      String commit = source.write("small", "step " + i).commit("main");
      Path object = ObjectFiles.path(source.repository(), commit + ".commit");
      Files.createFile(object.resolveSibling(object.getFileName() + "meta"));
    }
    source.push(production.address(), recorder, "main");
    assertThat(recorder.plan().detached()).hasSize(commits).allMatch(item -> item.length() == 0);
  }

  @Test
  void aLargeObjectGoesOnWhereItsConnectionBroke() throws IOException {
    source.writeNoise("large", 8 * MEGABYTE, 1);
    String commit = source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).breakAfter(MEGABYTE, 5)) {
      PushReport report = source.push(production.addressAt(proxy.uri()), recorder, "main");
      assertThat(proxy.left()).isZero();
      assertThat(recorder.retries()).hasSizeGreaterThanOrEqualTo(5);
      assertThat(proxy.passedOn()).isBetween(8L * MEGABYTE, 8L * MEGABYTE * 103 / 100);
      assertThat(report.objects()).isEqualTo(source.objects().size());
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }

  @Test
  void aLargeObjectIsNotSentMoreThanOnceHoweverOftenItsConnectionBreaks() throws IOException {
    int size = 40 * MEGABYTE;
    source.writeNoise("large", size, 1);
    source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).breakAfter(3 * MEGABYTE, 10)) {
      source.push(production.addressAt(proxy.uri()), recorder, "main");
      assertThat(proxy.left()).isZero();
      assertThat(proxy.passedOn()).isBetween((long) size, size * 105L / 100);
    }
  }

  @Test
  void whatArrivedOfABundleIsNotSentAgain() throws Exception {
    production.close();
    production = Production.in(Files.createDirectory(directory.resolve("default")));
    int count = 60;
    int size = 100_000;
    for (int i = 0; i < count; i++) {
      source.writeNoise("file" + i, size, i);
    }
    String commit = source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).breakAfter(4 * MEGABYTE, 1)) {
      Retries.Pause untilAllHasArrived = Thread::sleep;
      PushReport report =
          new Pusher(
                  Repository.open(source.repository()),
                  production.addressAt(proxy.uri()),
                  recorder,
                  untilAllHasArrived)
              .push(new PushRequest(List.of(new RefName("main")), Goal.PUBLISH));
      assertThat(proxy.left()).isZero();
      assertThat(proxy.passedOn()).isLessThan(110L * count * size / 100);
      assertThat(report.objects()).isEqualTo(source.objects().size());
      assertThat(production.awaitRequests(report.requests()))
          .filteredOn(request -> request.path().endsWith("/missing"))
          .as("of commits, of all objects, of the bundle")
          .hasSize(3);
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }

  @Test
  void aBundleGetsThroughHoweverOftenItsConnectionBreaks() throws Exception {
    production.close();
    production = Production.in(Files.createDirectory(directory.resolve("default")));
    for (int i = 0; i < 76; i++) {
      source.writeNoise("file" + i, 100_000, i);
    }
    source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).breakAfter(600_000, 1000)) {
      source.push(production.addressAt(proxy.uri()), recorder, "main");
      assertThat(recorder.retries()).as("more than without progress").hasSizeGreaterThan(8);
    }
  }

  @Test
  void bundlesAreSentAgainWhenTheirConnectionBreaks() throws IOException {
    for (int i = 0; i < 8; i++) {
      source.writeNoise("file" + i, 200_000, i);
    }
    String commit = source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).breakAfter(50_000, 3)) {
      PushReport report = source.push(production.addressAt(proxy.uri()), recorder, "main");
      assertThat(proxy.left()).isZero();
      assertThat(report.objects()).isEqualTo(source.objects().size());
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST /api/v2/pushes ", "/missing ", "/objects ", "PATCH ", "HEAD ", "/publish "})
  void aLostAnswerIsAskedForAgain(String request) throws IOException {
    source.writeNoise("large", MEGABYTE, 1);
    String commit = source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).loseAnswersTo(request, 2)) {
      PushReport report = source.push(production.addressAt(proxy.uri()), recorder, "main");
      assertThat(proxy.left()).isZero();
      assertThat(recorder.retries()).hasSize(2);
      assertThat(report.objects()).isEqualTo(source.objects().size());
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }
}
