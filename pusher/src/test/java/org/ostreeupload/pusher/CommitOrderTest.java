// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ostreeupload.protocol.message.Limits;

/**
 * A commit never arrives before its parent: a push that is resumed takes a commit that it finds for
 * the end of what it has to send, and a receiver takes a parent that is missing for the end of
 * history.
 */
class CommitOrderTest {
  private static final int COMMITS = 12;

  @TempDir private Path directory;

  private Source source;
  private Production production;
  private final List<String> commits = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    source = Source.in(directory);
    for (int i = 0; i < COMMITS; i++) {
      commits.add(source.write("file", "step " + i).commit("main"));
    }
    production = Production.in(directory);
  }

  private void limit(int namesPerQuestion) throws Exception {
    production.close();
    production =
        Production.in(
            Files.createDirectory(directory.resolve("limited")),
            new Limits(100, namesPerQuestion, 1_000_000, 1_000_000));
  }

  @AfterEach
  void productionIsWhole() throws IOException {
    production.close();
    assertThat(production.ostree().fsck().exitCode()).isZero();
    assertThat(production.objects()).isEqualTo(source.objects());
    assertThat(production.ostree().run("log", "main").stdout().lines())
        .filteredOn(line -> line.startsWith("commit "))
        .hasSize(COMMITS);
  }

  /** How the frame of a commit begins, each byte a character. */
  private static String frame(String commit) {
    return "\4\0" + new String(HexFormat.of().parseHex(commit), StandardCharsets.ISO_8859_1);
  }

  private void assertArrived(List<String> expected) throws IOException {
    assertThat(production.staged())
        .filteredOn(name -> name.endsWith(".commit"))
        .containsExactlyInAnyOrderElementsOf(
            expected.stream().map(commit -> commit + ".commit").toList());
  }

  /**
   * Lets no attempt get further than a commit, and then all.
   *
   * @param namesPerQuestion also how many commits a bundle may have
   */
  @ParameterizedTest
  @CsvSource({"3,0", "3,3", "3,7", "1000,0", "1000,5"})
  void aPushThatIsCutAmongItsCommitsIsResumedWithoutAHole(int namesPerQuestion, int cut)
      throws Exception {
    limit(namesPerQuestion);
    try (BreakingProxy proxy =
        BreakingProxy.to(production.uri()).breakBefore(frame(commits.get(cut)))) {
      ReceiverAddress address = production.addressAt(proxy.uri());
      assertThat(catchThrowableOfType(PushException.class, () -> source.push(address, "main")))
          .hasMessageContaining("cannot reach the receiver");
    }
    assertArrived(commits.subList(0, cut));

    source.push(production.address(), "main");
  }

  @Test
  void whatIsLostBeforeThePublishIsSentWithItsHistory() throws IOException {
    Recorder recorder = new Recorder().beforePublish(production::loseCommits);

    source.push(production.address(), recorder, "main");
  }

  @Test
  void nothingIsSentAfterACommitThatIsDamaged() throws IOException {
    String damaged = commits.get(4);
    Path file = ObjectFiles.path(source.repository(), damaged + ".commit");
    byte[] bytes = Files.readAllBytes(file);
    byte[] others = bytes.clone();
    others[others.length / 2] ^= 1;
    Recorder recorder = new Recorder().afterPlan(() -> Files.write(file, others));

    PushException refusal =
        catchThrowableOfType(
            PushException.class, () -> source.push(production.address(), recorder, "main"));
    assertThat(refusal).hasMessageContaining(damaged).hasMessageContaining("is damaged");
    assertThat(production.staged())
        .doesNotContainAnyElementsOf(
            commits.subList(4, COMMITS).stream().map(commit -> commit + ".commit").toList());

    Files.write(file, bytes);
    source.push(production.address(), "main");
  }
}
