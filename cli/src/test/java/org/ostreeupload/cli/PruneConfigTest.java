// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.prune.Retention;
import org.ostreeupload.tokens.TokenFile;

class PruneConfigTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String RULES =
      """
      prune:
        rules:
        - ref: "release/*"
          depth: 10
          keep-younger-than: 1y
        - {ref: "release/**", depth: -1}
        - ref: devel/**
          keep-younger-than: 2026-01-31T00:00:00Z
        - ref: "**"
          depth: 0
      """;

  @TempDir private Path directory;

  private PruneConfig read(String text) throws IOException {
    return PruneConfig.read(Files.writeString(directory.resolve("rules.yaml"), text));
  }

  private String refusal(String text) {
    UsageException refusal = catchThrowableOfType(UsageException.class, () -> read(text));
    assertThat(refusal).isNotNull().hasMessageContaining("rules.yaml");
    return String.valueOf(refusal.getMessage());
  }

  private static Retention retention(PruneConfig config, String branch) throws UsageException {
    return config.policy(NOW).branches().apply(new RefName(branch));
  }

  @Test
  void theFirstRuleForABranchWins() throws IOException {
    PruneConfig config = read(RULES);

    assertThat(retention(config, "release/1"))
        .isEqualTo(
            new Retention(OptionalInt.of(10), Optional.of(Instant.parse("2025-03-01T00:00:00Z"))));
    assertThat(retention(config, "release/1/x86_64")).isEqualTo(Retention.ALL);
    assertThat(retention(config, "devel/a/b"))
        .isEqualTo(
            new Retention(OptionalInt.empty(), Optional.of(Instant.parse("2026-01-31T00:00:00Z"))));
    assertThat(retention(config, "main"))
        .isEqualTo(new Retention(OptionalInt.of(0), Optional.empty()));
    assertThat(config.policy(NOW).others()).isEqualTo(Retention.ALL);
  }

  @Test
  void theSamePatternTwiceIsTheFirst() throws IOException {
    PruneConfig config =
        read("prune: {rules: [{ref: a, depth: 1}, {ref: b, depth: 2}, {ref: a, depth: 3}]}");

    assertThat(retention(config, "a").depth()).hasValue(1);
    assertThat(retention(config, "b").depth()).hasValue(2);
  }

  @Test
  void keepsEverythingOfABranchWithoutARule() throws IOException {
    PruneConfig config = read("prune: {rules: [{ref: a/*, depth: 1}]}");

    for (String branch : new String[] {"a", "a/b/c", "b/a/b", "b"}) {
      assertThat(retention(config, branch)).isEqualTo(Retention.ALL);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "---\n",
        "{}",
        "prune:\n",
        "prune: {}\n",
        "prune: {rules: }\n",
        "prune: {rules: []}\n",
        "tokens: []\naddress: http://localhost\nother: [1]\n"
      })
  void readsAFileWithoutRules(String text) throws IOException {
    assertThat(read(text)).isEqualTo(PruneConfig.NONE);
  }

  @Test
  void sharesItsFileWithTokensAndPush() throws Exception {
    Path file = directory.resolve("shared.yaml");
    Files.writeString(file, "address: http://localhost\ntls: {cacert: ca.pem}\n" + RULES);
    new Session().run("gentoken", "-c", file.toString()).expect(ExitStatus.DONE);

    assertThat(PruneConfig.read(file)).isEqualTo(read(RULES));
    assertThat(PushConfig.read(file).address()).contains("http://localhost");
    assertThat(TokenFile.at(file).read().size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{depth: 1} | a rule needs ref",
        "{ref: a, deep: 1} | not 'deep'",
        "{ref: a, depth: 1, more: [{}]} | not 'more'",
        "{ref: a} | depth or keep-younger-than",
        "{ref: '', depth: 1} | a ref pattern is",
        "{ref: 'a[b]', depth: 1} | a ref pattern is",
        "{ref: a, depth: -2} | depth: a number of ancestors",
        "{ref: a, keep-younger-than: 90} | keep-younger-than: '90'",
        "{ref: a, keep-younger-than: soon} | keep-younger-than: 'soon'",
        "{ref: a, keep-younger-than: 3m} | keep-younger-than: '3m'",
      })
  void tellsWhatIsWrongWithARuleAndWhere(String rule, String reason) {
    assertThat(refusal("prune:\n  rules:\n  - {ref: x, depth: 1}\n  - " + rule + "\n"))
        .contains("line 4, 'prune.rules[1]': ", reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ref: a, depth: many} | depth",
        "{ref: a, depth: 1.5} | depth",
        "{ref: a, depth: 99999999999} | depth",
        "{ref: a, depth: [1]} | depth",
        "{ref: [a], depth: 1} | ref",
        "{ref: {a: b}, depth: 1} | ref",
        "{ref: a, keep-younger-than: {d: 1}} | keep-younger-than",
      })
  void tellsTheKeyOfAValueThatCannotBeMeant(String rule, String key) {
    assertThat(refusal("prune:\n  rules:\n  - " + rule + "\n"))
        .contains("line 3, 'prune.rules[0]." + key + "': ", "prune may hold rules");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prune: 1\n",
        "prune: []\n",
        "prune: {rule: []}\n",
        "prune: {rules: {ref: a, depth: 1}}\n",
        "prune: {rules: [~]}\n",
        "prune: {rules: [a]}\n",
        "prune: {rules: [[]]}\n",
        "prune: {}\nprune: {}\n",
        "prune: {rules: [{ref: a, ref: b, depth: 1}]}\n",
        "prune: {}\n---\nprune: {}\n",
        "- prune\n",
        "prune\n",
        "prune: {rules: [\n",
        "prune: 'no end\n"
      })
  void refusesWhatCannotBeMeant(String text) {
    assertThat(refusal(text)).contains("line ", "prune may hold rules");
  }

  @Test
  void doesNotRepeatAnEndlessKeyOrValue() {
    String text = "k".repeat(10_000);

    assertThat(refusal("prune: {" + text + ": 1}\n").length()).isLessThan(500);
    assertThat(refusal("prune: {rules: [{" + text + ": 1}]}\n").length()).isLessThan(500);
    assertThat(refusal("prune: {rules: [{ref: a, keep-younger-than: " + text + "}]}\n").length())
        .isLessThan(500);
  }

  @Test
  void refusesAliases() {
    assertThat(refusal("x: &x {ref: a, depth: 1}\nprune: {rules: [*x]}\n"))
        .contains("line 2", "alias");
  }

  @Test
  void doesNotRepeatSecretsOfOthers() {
    assertThat(refusal("token: the-secret\n  oops: x\n")).doesNotContain("the-secret");
  }

  @Test
  void refusesToKeepWhatIsStillToCome() throws IOException {
    PruneConfig config = read("prune: {rules: [{ref: a, keep-younger-than: 2026-03-02}]}");

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> config.policy(NOW))
        .withMessageContaining("keep-younger-than")
        .withMessageContaining("to come");
  }

  @Test
  void refusesAFileThatIsNoneOrTooLarge() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> PruneConfig.read(directory))
        .withMessageContaining(directory.toString());
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> PruneConfig.read(directory.resolve("absent.yaml")))
        .withMessageContaining("absent.yaml is not there");
    assertThat(refusal("#".repeat((1 << 20) + 1))).contains("larger");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () ->
                PruneConfig.read(
                    Files.write(
                        directory.resolve("bytes.yaml"),
                        "prune: \0".getBytes(StandardCharsets.UTF_8))))
        .withMessageContaining("bytes.yaml");
  }
}
