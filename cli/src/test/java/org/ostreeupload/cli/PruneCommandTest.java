// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ostreeupload.store.Repository;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

/** Prunes repositories that the real tool made, whose commits are a day apart and end now. */
class PruneCommandTest {
  @TempDir private Path directory;

  private final Session session = new Session();
  private Ostree ostree;
  private Path tree;

  @BeforeEach
  void makeRepository() throws IOException {
    tree = Files.createDirectory(directory.resolve("tree"));
    ostree = Ostree.in(directory.resolve("repo")).init("archive");
  }

  /** Adds commits to a branch, the last of which is an hour old; returns them, oldest first. */
  private List<String> grow(String branch, int count) throws IOException {
    List<String> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Files.writeString(tree.resolve("file"), branch + i);
      Instant time =
          Instant.now().minus(Duration.ofHours(1)).minus(Duration.ofDays(count - 1L - i));
      commits.add(ostree.commit(branch, tree, "--timestamp=@" + time.getEpochSecond()));
    }
    return commits;
  }

  private Program.Run prune(String... more) {
    return session.run(
        Stream.concat(Stream.of("prune", "--repo=" + ostree.repository()), Stream.of(more))
            .toArray(String[]::new));
  }

  private int history(String branch) {
    String log = ostree.run("log", branch).stdout();
    return (int) log.lines().filter(line -> line.startsWith("commit ")).count();
  }

  private void assertClean() {
    assertThat(ostree.fsck().orThrow().stdout()).contains("no errors");
  }

  private List<String> files() {
    return TreeListing.of(ostree.repository());
  }

  @Test
  void keepsAllHistoryUnlessItIsTold() throws IOException {
    grow("main", 3);
    grow("gone", 2);
    ostree.run("refs", "--delete", "gone");

    Program.Run run = prune().expect(ExitStatus.DONE);

    assertThat(run.out())
        .startsWith("pruned " + ostree.repository() + ": 6 of 16 objects deleted, ");
    assertThat(run.err()).isEmpty();
    assertThat(history("main")).isEqualTo(3);
    assertThat(prune("--depth=-1").expect(ExitStatus.DONE).out()).contains(" 0 of 10 objects");
    assertClean();
  }

  @ParameterizedTest
  @CsvSource({
    "--depth=0, , 1",
    "--depth=2, , 3",
    "--keep-younger-than=36h, , 2",
    "--keep-younger-than=2d, , 2",
    "--keep-younger-than=1w, , 5",
    "--keep-younger-than=0h, , 1",
    "--keep-younger-than=2001-09-09T01:46:40Z, , 5",
    "--keep-younger-than=2d, --depth=0, 2",
    "--keep-younger-than=2d, --depth=3, 4",
    "--keep-younger-than=2d, --depth=-1, 5",
    "--depth=1, --only-branch=main, 2",
    "--depth=1, --only-branch=other, 5",
  })
  void cutsHistory(String option, String more, int left) throws IOException {
    grow("main", 5);
    grow("other", 2);

    String[] options = more == null ? new String[] {option} : new String[] {option, more};
    prune(options).expect(ExitStatus.DONE);

    assertThat(history("main")).isEqualTo(left);
    assertClean();
  }

  @Test
  void rulesOfTheFileHoldForTheirBranches() throws IOException {
    for (String branch : List.of("release/1", "release/2/x86_64", "devel/a", "main")) {
      grow(branch, 4);
    }
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            """
            prune:
              rules:
              - {ref: release/*, depth: 1}
              - {ref: release/**, keep-younger-than: 60h}
              - {ref: devel/*, depth: 0}
            """);

    prune("-c", rules.toString(), "--only-branch=devel/a").expect(ExitStatus.DONE);
    assertThat(history("devel/a")).isEqualTo(1);
    assertThat(history("release/1")).isEqualTo(4);

    assertThat(prune("-c", rules.toString()).expect(ExitStatus.DONE).err()).isEmpty();
    assertThat(history("release/1")).isEqualTo(2);
    assertThat(history("release/2/x86_64")).isEqualTo(3);
    assertThat(history("main")).isEqualTo(4);

    prune("-c", rules.toString(), "--depth=0").expect(ExitStatus.DONE);
    assertThat(history("main")).isEqualTo(1);
    assertThat(history("release/1")).isEqualTo(1);
    assertClean();
  }

  @Test
  void takesRulesFromTheUsualFileIfItIsThere() throws IOException {
    grow("main", 3);
    Program program = Program.in(directory);

    program.run("prune").expect(ExitStatus.DONE);
    assertThat(history("main")).isEqualTo(3);

    program.run("gentoken").expect(ExitStatus.DONE);
    program.run("prune").expect(ExitStatus.DONE);
    assertThat(history("main")).isEqualTo(3);

    Path file = directory.resolve("ostree-upload.yaml");
    String tokens = Files.readString(file);
    Files.writeString(file, tokens + "prune: {rules: [{ref: main, depth: 0}]}\n");
    Program.Run run = program.run("prune").expect(ExitStatus.DONE);
    assertThat(history("main")).isEqualTo(1);
    assertThat(run.out()).startsWith("pruned repo: 6 of 10 objects deleted, ").endsWith(" freed\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aDryRunChangesNothingAndNamesWhatWouldGo() throws IOException {
    List<String> commits = grow("main", 3);
    List<String> going = commits.subList(0, 2).stream().sorted().toList();
    prune().expect(ExitStatus.DONE);
    List<String> before = files();

    Program.Run run = prune("--dry-run", "-v", "--depth=0").expect(ExitStatus.DONE);

    assertThat(files()).isEqualTo(before);
    assertThat(run.out().lines())
        .hasSize(3)
        .startsWith("would delete commit " + going.get(0), "would delete commit " + going.get(1))
        .last()
        .asString()
        .startsWith(
            "nothing was deleted from " + ostree.repository() + ": 6 of 10 objects would be, and ");
    assertThat(prune("-n", "--depth=0").expect(ExitStatus.DONE).out().lines()).hasSize(1);
    assertThat(files()).isEqualTo(before);
    assertThat(prune("-v", "--depth=0").expect(ExitStatus.DONE).out().lines())
        .startsWith("deleted commit " + going.get(0), "deleted commit " + going.get(1));
  }

  @Test
  void printsOneObjectOfJson() throws IOException {
    List<String> commits = grow("main", 3);

    JsonNode dry = json(prune("--json", "-n", "--depth=1"));
    JsonNode real = json(prune("--json", "--depth=1"));
    JsonNode again = json(prune("--json", "--depth=1"));

    assertThat(dry.get("dryRun").asBoolean()).isTrue();
    assertThat(real.get("dryRun").asBoolean()).isFalse();
    assertThat(real.get("repo").asText()).isEqualTo(ostree.repository().toString());
    assertThat(real.get("objects").asLong()).isEqualTo(10);
    assertThat(real.get("deleted").asLong()).isEqualTo(3);
    assertThat(real.get("bytesFreed").asLong()).isGreaterThan(100);
    assertThat(real.get("commits")).extracting(JsonNode::asText).containsExactly(commits.get(0));
    for (String field : List.of("repo", "objects", "deleted", "bytesFreed", "commits")) {
      assertThat(dry.get(field)).isEqualTo(real.get(field));
    }
    assertThat(again.get("commits")).isEmpty();
  }

  private static JsonNode json(Program.Run run) throws IOException {
    assertThat(run.expect(ExitStatus.DONE).err()).isEmpty();
    assertThat(run.out().lines()).hasSize(1);
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void whatIsKeptCanBePulledFromAReceiver() throws Exception {
    List<String> commits = grow("main", 3);
    Ostree client = Ostree.in(directory.resolve("client")).init("bare-user");
    ostree.run("reset", "main", commits.get(1));
    ostree.run("summary", "-u");
    try (Daemon daemon = Daemon.start(directory, ostree.repository())) {
      client.pull(daemon.repositoryAddress(), "main");
      ostree.run("reset", "main", commits.get(2));
      ostree.run("static-delta", "generate", "--from=" + commits.get(1), "--to=main");
      ostree.run("summary", "-u");

      prune("--depth=0").expect(ExitStatus.DONE);

      // The client is on a commit that is gone here, and the delta from it serves all the same.
      assertThat(ostree.run("static-delta", "list").stdout()).contains(commits.get(1));
      client.pull(daemon.repositoryAddress(), "main", "--depth=-1");
      Ostree fresh = Ostree.in(directory.resolve("fresh")).init("bare-user");
      fresh.pull(daemon.repositoryAddress(), "main", "--depth=-1");
      assertThat(client.revParse("origin:main")).isEqualTo(commits.get(2));
      assertThat(fresh.fsck().orThrow().stdout()).contains("1 commits", "no errors");
      client.fsck().orThrow();
    }
  }

  // --- what goes wrong ---

  private String error(int status, Program.Run run) {
    assertThat(run.out()).isEmpty();
    assertThat(run.expect(status).err()).startsWith("ostree-upload: error: ");
    return run.err();
  }

  @Test
  void aRepositoryInUse() throws IOException {
    grow("main", 3);
    ostree.run("config", "set", "core.lock-timeout-secs", "0");
    List<String> before = files();
    Repository repository = Repository.open(ostree.repository());
    try (Repository.Share _ = repository.share()) {
      Program.Run run = Program.in(directory).run("prune", "--depth=0");

      assertThat(error(ExitStatus.REPOSITORY, run))
          .contains("in use", "a receiver with an open push", "stop the receiver");
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aRepositoryWithAHole() throws IOException {
    String commit = grow("main", 3).get(2);
    Path object = ostree.repository().resolve("objects/" + commit.substring(0, 2));
    Files.delete(object.resolve(commit.substring(2) + ".commit"));
    List<String> before = files();

    assertThat(error(ExitStatus.REPOSITORY, prune("--depth=0"))).contains(commit, "missing");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aRepositoryThatIsNone() {
    assertThat(error(ExitStatus.REPOSITORY, session.run("prune", "-r", directory + "/no")))
        .contains("no such repository");
  }

  @Test
  void aBranchThatIsNotThere() throws IOException {
    grow("main", 2);

    assertThat(error(ExitStatus.REPOSITORY, prune("--only-branch=no/such", "--depth=0")))
        .contains("no branch 'no/such'", ostree.repository().toString());
    assertThat(error(ExitStatus.USAGE, prune("--only-branch=-x", "--depth=0")))
        .contains("--only-branch");
    assertThat(history("main")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--depth=-2, --depth: a number of ancestors",
    "--keep-younger-than=soon, --keep-younger-than: 'soon'",
    "--keep-younger-than=, --keep-younger-than: ''",
    "--keep-younger-than=2999-01-01, to come",
  })
  void anOptionThatCannotBeMeant(String option, String reason) throws IOException {
    grow("main", 2);

    assertThat(error(ExitStatus.USAGE, prune(option))).contains(reason);
    assertThat(history("main")).isEqualTo(2);
  }

  @Test
  void aDepthThatIsNoNumber() {
    assertThat(prune("--depth=all").expect(ExitStatus.USAGE).err()).contains("--depth");
  }

  @Test
  void aFileThatCannotBeMeant() throws IOException {
    grow("main", 2);
    Path file = directory.resolve("rules.yaml");

    assertThat(error(ExitStatus.USAGE, prune("-c", file.toString()))).contains("is not there");
    Files.writeString(file, "prune:\n  rules:\n  - {ref: main, depht: 0}\n");
    assertThat(error(ExitStatus.USAGE, prune("-c", file.toString())))
        .contains(file.toString(), "line 3, 'prune.rules[0]'", "not 'depht'");
    Files.writeString(file, "prune:\n  rule:\n");
    assertThat(error(ExitStatus.USAGE, prune("-c", file.toString()))).contains("'prune.rule'");
    assertThat(history("main")).isEqualTo(2);
  }

  @Test
  void warnsOfAFileWithoutRules() throws IOException {
    grow("main", 2);
    Path file = Files.writeString(directory.resolve("tokens.yaml"), "tokens: []\n");

    assertThat(prune("-c", file.toString()).expect(ExitStatus.DONE).err())
        .contains("warning: there is no rule in " + file);
    assertThat(history("main")).isEqualTo(2);
  }

  @Test
  void saysWhatItDoesOnATerminalOnly() throws IOException {
    grow("main", 2);
    session.onTerminal();

    assertThat(prune().expect(ExitStatus.DONE).err()).contains("looking for what to keep");
    assertThat(prune("--json").expect(ExitStatus.DONE).err()).isEmpty();
  }

  @Test
  void hasHelpAndAVersion() {
    assertThat(session.run("prune", "--help").expect(ExitStatus.DONE).out())
        .contains("--keep-younger-than", "--only-branch", "Exit status:");
    assertThat(session.run("prune", "--version").expect(ExitStatus.DONE).out())
        .isEqualTo("ostree-upload " + Session.VERSION + "\n");
  }
}
