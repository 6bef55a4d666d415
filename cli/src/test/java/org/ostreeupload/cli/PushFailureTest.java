// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.testdata.Ostree;

/** What push says and ends with when something is wrong. */
class PushFailureTest extends BuildMachine {
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
  void aServerThatIsAwayForAMomentAndThenNoReceiver() throws Exception {
    commit("main");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger status = new AtomicInteger(503);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status.getAndSet(404), -1);
          }
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      Program.Run run = push("-a", address);
      assertThat(error(ExitStatus.RECEIVER, run))
          .contains(address + " answers with status 404", "is this the address of");
      assertThat(run.err()).containsOnlyOnce("trying again: ").contains("status 503");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--retry=-1", "--retry=often", "--retry="})
  void aNumberOfRetriesThatIsNone(String option) {
    commit("main");
    assertThat(push(option).expect(ExitStatus.USAGE).err()).contains("--retry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--compression=", "--compression=much", "--compression=DELTA"})
  void aCompressionThatIsNone(String option) {
    commit("main");
    assertThat(push(option).expect(ExitStatus.USAGE).err())
        .contains("compression is auto, none or delta, not '" + option.split("=", 2)[1] + "'");
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

  @Test
  void anAddressWithASecretIsNotRepeated() {
    commit("main");
    assertThat(error(ExitStatus.USAGE, push("-a", "http://ci:s3cret@build_host:8080")))
        .contains("address of a receiver")
        .doesNotContain("s3cret");
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
    assertThat(error(ExitStatus.USAGE, push("--cacert=" + text))).contains(text + " holds no");
    assertThat(error(ExitStatus.USAGE, push("--cert=" + text))).contains("go together");
    assertThat(error(ExitStatus.USAGE, push("--cert=" + text, "--key=" + text)))
        .contains(text + " holds no");
    assertThat(error(ExitStatus.USAGE, push("--cacert=" + text + ".absent")))
        .contains(text + ".absent: no such file");
    Path config = file("config", "tls: {cacert: " + text + "}\n");
    assertThat(error(ExitStatus.USAGE, push("-c", config.toString()))).contains(text + " holds no");
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
