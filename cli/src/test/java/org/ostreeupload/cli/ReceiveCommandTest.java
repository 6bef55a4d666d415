// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

@Timeout(120)
class ReceiveCommandTest {
  @TempDir private Path directory;

  private Path production;
  private Path tokens;
  private final Session session = new Session();

  @BeforeEach
  void makeRepository() {
    production = directory.resolve("production");
    Ostree.in(production).init("archive");
    tokens = directory.resolve("tokens.yaml");
    session.run("gentoken", "-c", tokens.toString()).expect(ExitStatus.DONE);
  }

  private String refusal(int status, Path tokenFile, Path repository, String address) {
    Program.Run run =
        session.run(
            "receive", "-c", tokenFile.toString(), "-r", repository.toString(), "-a", address);
    assertThat(run.out()).isEmpty();
    return run.expect(status).err();
  }

  @Test
  void namesATokenFileThatIsNotThere() {
    Path absent = directory.resolve("absent.yaml");
    assertThat(refusal(ExitStatus.USAGE, absent, production, "127.0.0.1:0"))
        .contains("error: " + absent, "gentoken");
  }

  @Test
  void namesATokenFileThatIsNone() throws Exception {
    Files.writeString(tokens, "tokens: [\n");
    assertThat(refusal(ExitStatus.USAGE, tokens, production, "127.0.0.1:0"))
        .contains("error: " + tokens, "line ");
  }

  @Test
  void namesARepositoryThatIsNone() {
    Path absent = directory.resolve("absent");
    assertThat(refusal(ExitStatus.REPOSITORY, tokens, absent, "127.0.0.1:0"))
        .contains("error: no such repository: " + absent);
    assertThat(refusal(ExitStatus.REPOSITORY, tokens, directory, "127.0.0.1:0"))
        .contains("error: not an OSTree repository: " + directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare", "bare-user", "bare-user-only"})
  void refusesARepositoryThatCannotBeServed(String mode) {
    Path bare = directory.resolve(mode);
    Ostree.in(bare).init(mode);
    assertThat(refusal(ExitStatus.REPOSITORY, tokens, bare, "127.0.0.1:0"))
        .contains("error: ", bare.toString(), "mode " + mode, "archive");
  }

  @Test
  void prunesNothingThatItCannotServe() throws Exception {
    Ostree bare = Ostree.in(directory.resolve("bare")).init("bare-user");
    bare.commit("main", Files.createDirectory(directory.resolve("tree")));
    bare.run("refs", "--delete", "main");
    List<String> before = TreeListing.of(bare.repository());
    String repository = bare.repository().toString();

    Program.Run run = session.run("receive", "--prune", "-c", tokens.toString(), "-r", repository);

    assertThat(run.expect(ExitStatus.REPOSITORY).err())
        .contains("mode bare-user")
        .doesNotContain("pruned");
    assertThat(TreeListing.of(bare.repository())).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8080", "localhost", ":port", ":65536", "http://localhost:8080"})
  void refusesWhatIsNoAddress(String address) {
    assertThat(refusal(ExitStatus.USAGE, tokens, production, address))
        .contains("'" + address + "' is no address to listen on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "x"})
  void refusesAnIdleTimeThatIsNone(String seconds) {
    Program.Run run = session.run("receive", "-c", tokens.toString(), "--idle=" + seconds);
    assertThat(run.expect(ExitStatus.USAGE).err()).contains("--idle");
  }

  @Test
  void namesAPortThatIsInUse() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + socket.getLocalPort();
      assertThat(refusal(ExitStatus.FAILED, tokens, production, address))
          .contains("cannot listen on " + address + ": Address already in use");
    }
  }

  @Test
  void namesAHostThatIsNotHere() {
    assertThat(refusal(ExitStatus.FAILED, tokens, production, "host.invalid:8080"))
        .contains("cannot listen on host.invalid:8080: ")
        .doesNotContain("Failed to bind");
  }

  @Test
  void logsRequestsAsLinesOfJsonWithoutTokens() throws Exception {
    Ostree source = Ostree.in(directory.resolve("source")).init("archive");
    source.commit("main", Files.createDirectory(directory.resolve("tree")));
    Daemon daemon = Daemon.start(directory, production);
    try (daemon) {
      for (String token : List.of(daemon.token(), "a-wrong-one")) {
        session.run(
            "push", "-a", daemon.address(), "-r", source.repository() + "", "--token=" + token);
      }
    }
    List<String> log = List.copyOf(daemon.log());
    assertThat(log).noneMatch(line -> line.contains(daemon.token()));
    assertThat(log).noneMatch(line -> line.contains("a-wrong-one"));
    assertThat(log).filteredOn(line -> !line.startsWith("{")).hasSize(2);
    List<String> lines = log.stream().filter(line -> line.startsWith("{")).toList();
    JsonNode opened = JsonMapper.builder().build().readTree(lines.getFirst());
    assertThat(opened.get("method").asText()).isEqualTo("POST");
    assertThat(opened.get("path").asText()).isEqualTo("/api/v2/pushes");
    assertThat(opened.get("status").asInt()).isEqualTo(201);
    assertThat(opened.get("remote").asText()).isEqualTo("127.0.0.1");
    assertThat(opened.get("token").asText()).isNotEmpty();
    assertThat(Instant.parse(opened.get("time").asText())).isBefore(Instant.now());
    JsonNode refused = JsonMapper.builder().build().readTree(lines.getLast());
    assertThat(refused.get("status").asInt()).isEqualTo(401);
    assertThat(refused.get("token").asText()).isEmpty();
  }

  // Java ends with 128 and the number of the signal.
  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void endsCleanlyAtASignal(String signal, int status) throws Exception {
    Path out = directory.resolve("out.txt");
    Process process =
        Program.in(directory)
            .builder("receive", "-c", "tokens.yaml", "-r", "production", "-a", "127.0.0.1:0")
            .redirectOutput(out.toFile())
            .start();
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      assertThat(log.readLine()).startsWith("ostree-upload: receiving on http://127.0.0.1:");
      new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
      assertThat(log.lines()).containsExactly("ostree-upload: stopping");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(status);
    assertThat(out).isEmptyFile();
    GoldenPushTest.assertNothingLeft(production);
  }

  @Test
  void saysThatTheTokenFileIsBrokenAlthoughNobodyAsks() throws Exception {
    Process process =
        Program.in(directory)
            .builder("receive", "-c", "tokens.yaml", "-r", "production", "-a", "127.0.0.1:0")
            .start();
    // A line that does not come is waited for until the process ends.
    CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS).execute(process::destroyForcibly);
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      assertThat(log.readLine()).contains("receiving on");
      String good = Files.readString(tokens);
      Files.writeString(tokens, good + "  refs: []\n");
      assertThat(log.readLine()).contains("error: the token file changed", "line ", "`refs`");
      Files.writeString(tokens, good);
      assertThat(log.readLine()).contains("tokens.yaml read again: 1 tokens");
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void warnsOfAFileWithoutTokens() throws Exception {
    Files.writeString(tokens, "address: http://localhost\n");
    Process process =
        Program.in(directory)
            .builder("receive", "-c", "tokens.yaml", "-r", "production", "-a", "127.0.0.1:0")
            .start();
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      assertThat(log.readLine()).contains("warning", "no token", "tokens.yaml");
      assertThat(log.readLine()).contains("receiving on");
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
