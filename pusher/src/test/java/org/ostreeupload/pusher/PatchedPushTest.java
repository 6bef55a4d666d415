// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;

/** Files that changed a little go as patches. */
class PatchedPushTest {
  private static final int LARGE = 20_000_000; // more than fits in a bundle, compressed too
  private static final int SMALL = 100_000;

  @TempDir private Path directory;

  private Production production;
  private Source source;
  private final Recorder recorder = new Recorder();
  private final Random random = new Random(3);

  @BeforeEach
  void start() throws Exception {
    production = Production.in(directory);
    source = Source.in(directory);
  }

  @AfterEach
  void productionIsWhole() throws IOException {
    production.close();
    production.ostree().fsck().orThrow();
    assertThat(production.unfinished()).isEmpty();
  }

  private void prepare() throws IOException {
    writeText("large", LARGE);
    writeText("small", SMALL);
    writeText("other", SMALL);
    source.commit("main");
    source.push(production.address(), "main");
  }

  /** Writes what can be compressed by half. */
  private void writeText(String name, int size) throws IOException {
    byte[] text = new byte[size];
    for (int i = 0; i < size; i++) {
      text[i] = (byte) ('a' + random.nextInt(16));
    }
    Files.write(source.tree().resolve(name), text);
  }

  private void edit(String name) throws IOException {
    Path file = source.tree().resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[random.nextInt(bytes.length)] ^= 1;
    Files.delete(file); // or a repository of links would be changed
    Files.write(file, bytes);
  }

  private PushReport push(Compression compression) throws IOException {
    return push(compression, production.address());
  }

  private PushReport push(Compression compression, ReceiverAddress receiver) throws IOException {
    return new Pusher(Repository.open(source.repository()), receiver, recorder, Source.HASTE)
        .push(new PushRequest(List.of(new RefName("main")), Goal.PUBLISH, 0, compression));
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive", "bare-user", "bare-user-only"})
  void patchesAreASmallPartOfTheFiles(String mode) throws Exception {
    source = Source.in(directory.resolve(mode), mode);
    prepare();
    edit("large");
    edit("small");
    String commit = source.commit("main");
    PushReport report = push(Compression.DELTA);
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    assertThat(report.bytes()).isLessThan(40_000);
    assertThat(recorder.bytes()).isEqualTo(report.bytes());
    assertThat(recorder.plan().bytes() - recorder.spared()).isBetween(0L, report.bytes());
    assertThat(recorder.objects()).isEqualTo(recorder.planned().size());
  }

  @Test
  void anUnmeasuredConnectionPassesForSlow() throws Exception {
    prepare();
    edit("large");
    source.commit("main");
    assertThat(push(Compression.AUTO).bytes()).isLessThan(40_000);
  }

  /** This machine may be so busy for a moment that the connection seems to be slow. */
  @Test
  void aFastConnectionTakesWholeFiles() throws Exception {
    prepare();
    long sent = 0;
    for (int i = 0; i < 20 && sent < LARGE / 4; i++) {
      edit("large");
      for (int j = 0; j < 4; j++) {
        source.writeNoise("new" + i + "-" + j, 200_000, 4 * i + j);
      }
      source.commit("main");
      sent = push(Compression.AUTO).bytes();
    }
    assertThat(sent).isGreaterThan(LARGE / 4);
  }

  @Test
  void noneTakesWholeFiles() throws Exception {
    prepare();
    edit("large");
    source.commit("main");
    assertThat(push(Compression.NONE).bytes()).isGreaterThan(LARGE / 4);
  }

  @Test
  void filesThatAreNewOrOtherwiseGoWhole() throws Exception {
    prepare();
    source.writeNoise("new", SMALL, 1).writeNoise("other", SMALL, 2);
    edit("small");
    source.commit("main");
    assertThat(push(Compression.DELTA).bytes()).isBetween(2L * SMALL, 2L * SMALL + 40_000);
  }

  @Test
  void filesOfSeveralCommitsArePatchedAgainstThatOfTheHead() throws Exception {
    prepare();
    for (int i = 0; i < 3; i++) {
      edit("small");
      source.commit("main");
    }
    assertThat(push(Compression.DELTA).bytes()).isLessThan(20_000);
  }

  @Test
  void filesThatCameWithACommitOfThisPushAreNotPatched() throws Exception {
    prepare();
    writeText("new", SMALL);
    source.commit("main");
    edit("new");
    source.commit("main");
    long one = SMALL / 2;
    assertThat(push(Compression.DELTA).bytes()).isBetween(2 * one, 3 * one);
  }

  @Test
  void patchesAgainstADamagedFileAreFollowedByTheFiles() throws Exception {
    prepare();
    Set<String> before = source.objects();
    edit("large");
    edit("small");
    source.commit("main");
    Set<String> good = before.stream().filter(name -> name.endsWith(".file")).collect(toSet());
    for (String object : good) {
      production.damage(object);
    }
    PushReport report = push(Compression.DELTA);
    assertThat(report.bytes()).isGreaterThan(LARGE / 4);
    assertThat(recorder.objects()).isEqualTo(recorder.planned().size());
    bringBack(good);
  }

  @Test
  void aReceiverThatLostItsHeadIsSentWholeFiles() throws Exception {
    prepare();
    edit("small");
    String commit = source.commit("main");
    Set<String> all = production.objects();
    recorder.afterPlan(
        () -> {
          for (String object : all) {
            if (object.endsWith(".file")) {
              production.lose(object);
            }
          }
        });
    assertThat(push(Compression.DELTA).bytes()).isGreaterThan(SMALL / 2);
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    bringBack(ObjectFiles.minus(all, production.objects()));
  }

  @Test
  void aBaseThatTheReceiverCannotReadIsNotedAndTheFileGoesWhole() throws Exception {
    prepare();
    Set<String> files = filesOfMain();
    edit("small");
    String commit = source.commit("main");
    for (String object : files) {
      makeUnreadable(production.repository(), object);
    }
    assertThat(push(Compression.DELTA).bytes()).isGreaterThan(SMALL / 2);
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    assertThat(production.wanted()).hasSize(1).isSubsetOf(files);
    for (String object : files) {
      Files.delete(ObjectFiles.path(production.repository(), object));
    }
    bringBack(files);
  }

  @Test
  void anEarlierFileThatCannotBeReadHereIsNotNeeded() throws Exception {
    prepare();
    Set<String> files = filesOfMain();
    edit("small");
    String commit = source.commit("main");
    for (String object : files) {
      makeUnreadable(source.repository(), object);
    }
    assertThat(push(Compression.DELTA).bytes()).isGreaterThan(SMALL / 2);
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }

  private Set<String> filesOfMain() {
    return source.objects().stream().filter(name -> name.endsWith(".file")).collect(toSet());
  }

  /** Puts a directory in the place of an object: it is there, and reading it fails. */
  private static void makeUnreadable(Path repository, String object) throws IOException {
    Path file = ObjectFiles.path(repository, object);
    Files.delete(file);
    Files.createDirectory(file);
  }

  @Test
  void aPatchThatIsTooLongForABundleIsNone() throws Exception {
    production.close();
    production =
        Production.in(
            Files.createDirectory(directory.resolve("strict")),
            new Limits(100, 1000, 1_000_000, 300_000));
    prepare();
    byte[] bytes = Files.readAllBytes(source.tree().resolve("large"));
    byte[] noise = new byte[500_000];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, bytes, LARGE / 2, noise.length);
    Files.delete(source.tree().resolve("large"));
    Files.write(source.tree().resolve("large"), bytes);
    source.commit("main");
    assertThat(push(Compression.DELTA).bytes()).isGreaterThan(LARGE / 4);
  }

  @Test
  void whatIsSentToMeasureTheConnectionIsNotBegunAgainAndAgain() throws Exception {
    prepare();
    edit("large");
    for (int i = 0; i < 60; i++) {
      source.writeNoise("new" + i, 15_000, i);
    }
    String commit = source.commit("main");
    try (BreakingProxy proxy = BreakingProxy.to(production.uri()).breakAfter(300_000, 6)) {
      PushReport report = push(Compression.AUTO, production.addressAt(proxy.uri()));
      assertThat(report.bytes()).isLessThan(3_000_000);
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
  }

  @Test
  void whatIsDamagedInTheSourceIsNamedByAPushThatMeasures() throws Exception {
    prepare();
    edit("large");
    source.writeNoise("new", 200_000, 1);
    Set<String> before = source.objects();
    source.commit("main");
    String added =
        ObjectFiles.minus(source.objects(), before).stream()
            .filter(name -> name.endsWith(".file"))
            .filter(name -> size(name) < 300_000)
            .findFirst()
            .orElseThrow();
    Path file = ObjectFiles.path(source.repository(), added);
    byte[] good = Files.readAllBytes(file);
    recorder.afterPlan(() -> Files.write(file, new byte[100]));
    assertThatThrownBy(() -> push(Compression.AUTO))
        .isInstanceOf(PushException.class)
        .hasMessageContaining(added);
    recorder.afterPlan(() -> Files.write(file, good));
    Files.write(file, good);
    push(Compression.AUTO);
  }

  private long size(String object) {
    return ObjectFiles.path(source.repository(), object).toFile().length();
  }

  /** Undoes what was done behind the receiver's back, so that the old commit is whole again. */
  private void bringBack(Set<String> objects) throws IOException {
    for (String object : objects) {
      Files.copy(
          ObjectFiles.path(source.repository(), object),
          ObjectFiles.path(production.repository(), object),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
