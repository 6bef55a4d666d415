// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What push takes: the token, branches and the other options. */
class PushCommandTest extends BuildMachine {
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

  @ParameterizedTest
  @ValueSource(strings = {"auto", "none", "delta"})
  void sendsAsItIsTold(String compression) throws Exception {
    String first = commit("one");
    push("--compression=" + compression, "-b", branch("one")).expect(ExitStatus.DONE);
    assertThat(production.revParse(branch("one"))).isEqualTo(first);
    push("-c", file("config", "compression: " + compression + "\n").toString())
        .expect(ExitStatus.DONE);
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
}
