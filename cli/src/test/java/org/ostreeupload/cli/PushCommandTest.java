// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.testdata.Ostree;

/** What push takes, what it prints and where, and what it ends with. */
@TestInstance(Lifecycle.PER_CLASS)
class PushCommandTest {
  private static final String VARIABLE = "OSTREE_UPLOAD_TOKEN";

  private Path directory;
  private Ostree production;
  private Ostree source;
  private Path tree;
  private Daemon daemon;
  private Session session = new Session();
  private int made;

  @BeforeAll
  void startReceiver(@TempDir Path scratch) throws Exception {
    directory = scratch;
    production = Ostree.in(directory.resolve("production")).init("archive");
    production.run("config", "set", "core.fsync", "false");
    daemon = Daemon.start(directory, production.repository());
  }

  @AfterAll
  void stopReceiver() {
    daemon.close();
    assertThat(production.fsck().exitCode()).isZero();
  }

  @BeforeEach
  void makeSource() throws IOException {
    session = new Session();
    made++;
    source = Ostree.in(directory.resolve("source" + made)).init("archive");
    tree = Files.createDirectory(directory.resolve("tree" + made));
    write("file", "of source " + made);
    write("below/file", "below " + made);
  }

  private void write(String name, String text) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  /** A name of a branch that no other test has. */
  private String branch(String name) {
    return "test" + made + "/" + name;
  }

  private String commit(String name, String... extra) {
    List<String> options = new ArrayList<>(List.of(extra));
    options.add("--owner-uid=" + made); // so that tests share no object at all
    return source.commit(branch(name), tree, options.toArray(String[]::new));
  }

  private Program.Run push(String... more) {
    return session.with(VARIABLE, daemon.token()).run(line(more));
  }

  private String[] line(String... more) {
    List<String> options = List.of(more);
    List<String> line = new ArrayList<>(List.of("push"));
    if (!options.contains("-a")) {
      line.add("--address=" + daemon.address());
    }
    if (!options.contains("-r")) {
      line.add("--repo=" + source.repository());
    }
    line.addAll(options);
    return line.toArray(String[]::new);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name + made), text);
  }

  // --- the token and the other options ---

  @Test
  void takesTheTokenFromWhereItIsGiven() throws Exception {
    commit("main");
    Path tokenFile = file("token", daemon.token() + "\n");
    Path config = file("config", "token: " + daemon.token() + "\n");
    Path other = file("other", "token-file: " + tokenFile + "\n");
    session.run(line("-t", daemon.token())).expect(ExitStatus.DONE);
    session.run(line("--token=" + daemon.token())).expect(ExitStatus.DONE);
    session.run(line("--token-file=" + tokenFile)).expect(ExitStatus.DONE);
    session.run(line("-c", config.toString())).expect(ExitStatus.DONE);
    session.run(line("--config=" + other)).expect(ExitStatus.DONE);
    session.typing(daemon.token() + "\n").run(line("--token-file=-")).expect(ExitStatus.DONE);
    push().expect(ExitStatus.DONE);
  }

  @Test
  void anOptionWinsOverTheFileAndTheFileOverTheVariable() throws Exception {
    commit("main");
    Path config = file("config", "token: wrong-in-file\n");
    String[] withConfig = line("-c", config.toString());
    session.with(VARIABLE, daemon.token());
    session.run(withConfig).expect(ExitStatus.TOKEN);
    session.run(line("-c", config.toString(), "-t", daemon.token())).expect(ExitStatus.DONE);
    session.with(VARIABLE, "wrong-in-variable");
    session.run(line("-t", daemon.token())).expect(ExitStatus.DONE);
    session.run(line()).expect(ExitStatus.TOKEN);
  }

  @Test
  void saysWhereATokenComesFromWhenThereIsNone() {
    commit("main");
    Program.Run run = session.run(line()).expect(ExitStatus.USAGE);
    assertThat(run.err()).contains(VARIABLE, "--token-file", "gentoken");
    assertThat(session.with(VARIABLE, "").run(line()).expect(ExitStatus.USAGE).out()).isEmpty();
  }

  @Test
  void namesATokenFileThatIsOfNoUse() throws Exception {
    commit("main");
    String absent = directory + "/absent";
    assertThat(push("--token-file=" + absent).expect(ExitStatus.USAGE).err())
        .contains(absent, "not there");
    assertThat(push("--token-file=" + directory).expect(ExitStatus.USAGE).err())
        .contains(directory.toString());
    Path words = file("words", "these are words\n");
    assertThat(push("--token-file=" + words).expect(ExitStatus.USAGE).err())
        .contains("no token has")
        .doesNotContain("these");
    assertThat(session.typing("").run(line("--token-file=-")).expect(ExitStatus.USAGE).err())
        .contains("token is empty");
  }

  @Test
  void takesDefaultsFromTheFileThatAReceiverUsesToo() throws Exception {
    String commit = commit("one");
    commit("two");
    Path config = directory.resolve("tokens.yaml");
    String before = Files.readString(config);
    try {
      Files.writeString(
          config,
          before + "address: " + daemon.address() + "/\nbranches: [" + branch("one") + "]\n");
      session
          .run(
              "push",
              "--token=" + daemon.token(),
              "-c",
              config + "",
              "-r",
              source.repository() + "")
          .expect(ExitStatus.DONE);
    } finally {
      Files.writeString(config, before);
    }
    assertThat(production.revParse(branch("one"))).isEqualTo(commit);
    assertThat(production.tryRun("rev-parse", branch("two")).succeeded()).isFalse();
  }

  @Test
  void optionsWinOverDefaults() throws Exception {
    commit("one");
    String two = commit("two");
    Path config =
        file(
            "config",
            """
            address: http://127.0.0.1:1
            repo: /no/such/repository
            branches: [%s]
            """
                .formatted(branch("one")));
    push("-c", config.toString(), "-b", branch("two")).expect(ExitStatus.DONE);
    assertThat(production.revParse(branch("two"))).isEqualTo(two);
    assertThat(production.tryRun("rev-parse", branch("one")).succeeded()).isFalse();
  }

  @Test
  void takesBranchesOneByOneAndWithCommas() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      commit(name);
    }
    push("-b", branch("a") + "," + branch("b"), "-b", branch("c"), "--branches=" + branch("d"))
        .expect(ExitStatus.DONE);
    assertThat(production.run("refs", "--list", "test" + made).stdout().lines())
        .containsExactlyInAnyOrder(branch("a"), branch("b"), branch("c"), branch("d"));
  }

  @Test
  void takesAllBranchesWhenNoneIsNamed() {
    commit("a");
    commit("b/c");
    session.with(VARIABLE, daemon.token());
    String[] line = line();
    line[0] = "upload";
    session.run(line).expect(ExitStatus.DONE);
    assertThat(production.run("refs", "--list", "test" + made).stdout().lines())
        .containsExactlyInAnyOrder(branch("a"), branch("b/c"));
  }

  // --- what it prints ---

  @Test
  void saysWhatItWillDoAndWhatItDid() throws Exception {
    String first = commit("main");
    Program.Run run = push().expect(ExitStatus.DONE);
    assertThat(run.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "ostree-upload: %s: new → %s, 1 commit, 6 objects"
                            .formatted(branch("main"), first.substring(0, 10))),
            line -> assertThat(line).matches("ostree-upload: to send: 6 objects, [0-9]+ B"));
    assertThat(run.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo(branch("main") + " is now " + first),
            line ->
                assertThat(line)
                    .matches("sent 6 objects, [0-9]+ B in [0-9.]+ s \\([0-9.]+ k?B/s\\)"));

    write("file", "changed " + made);
    String second = commit("main");
    run = push("-v").expect(ExitStatus.DONE);
    assertThat(run.err())
        .startsWith(
            "ostree-upload: %s: %s → %s, 1 commit, 3 objects\n"
                .formatted(branch("main"), first.substring(0, 10), second.substring(0, 10)))
        .containsPattern("ostree-upload: [0-9]+ requests\n");
    assertThat(run.out()).contains("sent 3 objects, ");

    run = push("-v").expect(ExitStatus.DONE);
    assertThat(run.err()).isEqualTo("ostree-upload: 1 request\n");
    assertThat(run.out())
        .matches(branch("main") + " is already " + second + "\nnothing to send, [0-9.]+ s\n");
  }

  @Test
  void saysThatItSendsDetachedMetadata() {
    commit("main", "--add-detached-metadata-string=by=me");
    assertThat(push().expect(ExitStatus.DONE).err())
        .contains("to send: 6 objects, ", "B, detached metadata of 1 commit\n");
  }

  @Test
  void writesNothingForATerminalElsewhere() {
    commit("main");
    Program.Run run = push().expect(ExitStatus.DONE);
    assertThat(run.err() + run.out()).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
  }

  @Test
  void saysNothingWhenItIsToBeQuiet() throws Exception {
    commit("main");
    assertThat(push("--quiet").expect(ExitStatus.DONE))
        .isEqualTo(new Program.Run(ExitStatus.DONE, "", ""));
    assertThat(push("-q").expect(ExitStatus.DONE).out()).isEmpty();
    source.run("refs", "--delete", branch("main"));
    assertThat(push("-q", "-b", branch("main")).expect(ExitStatus.REPOSITORY).err())
        .startsWith("ostree-upload: error: no branch '" + branch("main") + "'");
  }

  private JsonNode json(Program.Run run) throws IOException {
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("}\n").containsOnlyOnce("\n");
    return JsonMapper.builder().build().readTree(run.out());
  }

  @Test
  void printsItsResultAsJson() throws Exception {
    String first = commit("main");
    JsonNode run = json(push("--json").expect(ExitStatus.DONE));
    assertThat(run.get("refs")).hasSize(1);
    JsonNode ref = run.get("refs").get(0);
    assertThat(ref.get("ref").asText()).isEqualTo(branch("main"));
    assertThat(ref.get("before").isNull()).isTrue();
    assertThat(ref.get("after").asText()).isEqualTo(first);
    assertThat(ref.get("moved").asBoolean()).isTrue();
    assertThat(run.get("dryRun").asBoolean()).isFalse();
    assertThat(run.get("objects").asInt()).isEqualTo(6);
    assertThat(run.get("bytes").asLong()).isPositive();
    assertThat(run.get("requests").asInt()).isGreaterThan(3);
    assertThat(run.get("seconds").asDouble()).isPositive();

    JsonNode again = json(push("--json").expect(ExitStatus.DONE));
    assertThat(again.get("refs").get(0).get("before").asText()).isEqualTo(first);
    assertThat(again.get("refs").get(0).get("moved").asBoolean()).isFalse();
    assertThat(again.get("objects").asInt()).isZero();
    assertThat(again.get("bytes").asInt()).isZero();
    assertThat(again.get("requests").asInt()).isEqualTo(1);
  }

  @Test
  void saysInJsonThatADryRunIsOne() throws Exception {
    String commit = commit("main");
    JsonNode run = json(push("--json", "--dry-run").expect(ExitStatus.DONE));
    assertThat(run.get("dryRun").asBoolean()).isTrue();
    assertThat(run.get("objects").asInt()).isEqualTo(6);
    assertThat(run.get("bytes").asLong()).isPositive();
    JsonNode ref = run.get("refs").get(0);
    assertThat(ref.get("after").asText()).isEqualTo(commit);
    assertThat(ref.get("moved").asBoolean()).isFalse();
    assertThat(production.tryRun("rev-parse", branch("main")).succeeded()).isFalse();
  }

  @Test
  void printsNoJsonWhenItFails() {
    Program.Run run = push("--json").expect(ExitStatus.REPOSITORY);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("error: ");
  }

  @Test
  void saysWhatADryRunWouldDoAndDoesNot() throws IOException {
    String commit = commit("main");
    Program.Run run = push("-n").expect(ExitStatus.DONE);
    assertThat(run.err()).contains("new → ", "1 commit, 6 objects\n", "to send: 6 objects");
    assertThat(run.out())
        .isEqualTo(
            "%s would be %s\nnothing was sent to %s\n"
                .formatted(branch("main"), commit, daemon.address()));
    assertThat(production.tryRun("rev-parse", branch("main")).succeeded()).isFalse();
    assertThat(production.repository().resolve(".ostree-upload/staging")).isEmptyDirectory();
  }

  @Test
  void prunesTheSourceAfterwardsIfItIsTold() throws IOException {
    String first = commit("main");
    write("file", "changed " + made);
    commit("main", "--parent=none");
    Path lost = source.repository().resolve("objects/" + first.substring(0, 2));
    assertThat(push("--prune", "--dry-run").expect(ExitStatus.DONE).err()).doesNotContain("pruned");
    assertThat(lost.resolve(first.substring(2) + ".commit")).exists();
    assertThat(push("--prune").expect(ExitStatus.DONE).err())
        .contains("pruned " + source.repository() + ": 3 of 9 objects deleted, ");
    assertThat(lost.resolve(first.substring(2) + ".commit")).doesNotExist();
    assertThat(push("--prune", "-q").expect(ExitStatus.DONE).err()).isEmpty();
    assertThat(json(push("--prune", "--json").expect(ExitStatus.DONE)).has("refs")).isTrue();
  }

  // --- what goes wrong ---

  private String error(int status, Program.Run run) {
    assertThat(run.out()).isEmpty();
    assertThat(run.expect(status).err()).doesNotContain("\tat ", daemon.token());
    return run.err().lines().filter(line -> line.contains("error: ")).findFirst().orElseThrow();
  }

  @Test
  void aTokenThatIsNotKnown() {
    commit("main");
    assertThat(error(ExitStatus.TOKEN, session.run(line("-t", "not-known"))))
        .contains("token is not known", "gentoken")
        .doesNotContain("not-known");
  }

  @Test
  void aReceiverThatIsNotThere() throws Exception {
    commit("main");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Program.Run run = push("-a", "http://127.0.0.1:" + port);
    assertThat(error(ExitStatus.RECEIVER, run))
        .contains("cannot reach the receiver at http://127.0.0.1:" + port, "Connection refused");
    assertThat(run.err()).contains("trying again: ");
  }

  @Test
  void aRepositoryThatIsNone() {
    assertThat(error(ExitStatus.REPOSITORY, push("-r", directory.toString())))
        .contains("not an OSTree repository: " + directory);
    assertThat(error(ExitStatus.REPOSITORY, push("-r", directory + "/no")))
        .contains("no such repository: " + directory + "/no");
  }

  @Test
  void aBranchThatIsNotThere() {
    commit("main");
    assertThat(error(ExitStatus.REPOSITORY, push("-b", "no/such")))
        .contains("no branch 'no/such'", source.repository().toString());
  }

  @Test
  void aPartialCommit() {
    String commit = commit("main");
    Ostree other = Ostree.in(directory.resolve("partial" + made)).init("archive");
    other.pullLocal(source.repository(), "--commit-metadata-only", branch("main"));
    assertThat(error(ExitStatus.REPOSITORY, push("-r", other.repository().toString())))
        .contains(commit, "is partial");
  }

  @Test
  void aBranchThatHasDiverged() throws IOException {
    String theirs = commit("main");
    push().expect(ExitStatus.DONE);
    write("file", "other");
    commit("main", "--parent=none");
    assertThat(error(ExitStatus.REFS, push())).contains("diverged", branch("main"), theirs);
  }

  static Stream<String> wrongAddresses() {
    return Stream.of("localhost:8080", "ftp://localhost", "http://", "http://localhost:99999");
  }

  @ParameterizedTest
  @MethodSource("wrongAddresses")
  void anAddressThatIsNone(String address) {
    commit("main");
    assertThat(error(ExitStatus.USAGE, push("-a", address)))
        .contains("'" + address + "' is no address of a receiver");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".hidden", "a//b", "/a", "a/", "a,,b", "a b", "../a"})
  void aBranchThatCannotBe(String name) {
    commit("main");
    assertThat(error(ExitStatus.USAGE, push("--branch=" + name))).contains("ref name");
  }

  @Test
  void aConfigurationThatCannotBe() throws IOException {
    commit("main");
    Path config = file("config", "repo: \"a\\0b\"\n");
    String[] line = {"push", "-a", daemon.address(), "-t", daemon.token(), "-c", config.toString()};
    assertThat(error(ExitStatus.USAGE, session.run(line))).contains("a?b");
    Files.writeString(config, "branches: [a, 'b c']\n");
    assertThat(error(ExitStatus.USAGE, push("-c", config.toString()))).contains("'b c'");
    Files.writeString(config, "token: \"a\\rb\"\n");
    assertThat(error(ExitStatus.USAGE, push("-c", config.toString()))).contains("the token");
  }

  @Test
  void certificatesThatAreNone() throws IOException {
    commit("main");
    Path text = file("text", "no certificate");
    assertThat(error(ExitStatus.FAILED, push("--cacert=" + text))).contains(text + " holds no");
    assertThat(error(ExitStatus.FAILED, push("--cert=" + text))).contains("go together");
    assertThat(error(ExitStatus.FAILED, push("--cacert=" + text + ".absent")))
        .contains(text + ".absent: no such file");
    Path config = file("config", "tls: {cacert: " + text + "}\n");
    assertThat(error(ExitStatus.FAILED, push("-c", config.toString())))
        .contains(text + " holds no");
  }

  @ParameterizedTest
  @CsvSource({"re\u001b[31mpo", "'re\npo'", "re\u009bpo", "re\u0007po"})
  void controlCharactersOfNamesAreNotPrinted(String name) {
    for (Program.Run run :
        List.of(
            push("-r", directory + "/" + name),
            push("-b", name),
            push("-a", "http://" + name),
            push("-c", directory + "/" + name))) {
      assertThat(run.status()).isNotEqualTo(ExitStatus.DONE);
      assertThat(run.err().replaceAll("\n$", ""))
          .contains("error: ", "re?")
          .doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f]");
    }
  }
}
