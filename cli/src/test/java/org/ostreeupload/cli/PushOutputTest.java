// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What push prints and where. */
class PushOutputTest extends BuildMachine {
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

  @Test
  void aPruneThatFailsDoesNotHideThatThePushSucceeded() throws Exception {
    String commit = commit("main");
    String damaged = commit("damaged", "--subject=Damaged", "--parent=none");
    Files.delete(
        source
            .repository()
            .resolve(
                "objects/%s/%s.commit".formatted(damaged.substring(0, 2), damaged.substring(2))));
    String problem =
        "ostree-upload: error: the push succeeded; pruning %s failed: "
            .formatted(source.repository());

    Program.Run run = push("--prune", "-b", branch("main")).expect(ExitStatus.FAILED);
    assertThat(run.out()).startsWith(branch("main") + " is now " + commit + "\nsent ");
    assertThat(run.err()).contains(problem).contains(damaged);
    assertThat(production.revParse(branch("main"))).isEqualTo(commit);

    run = push("--prune", "--json", "-b", branch("main")).expect(ExitStatus.FAILED);
    assertThat(JsonMapper.builder().build().readTree(run.out()).get("refs").get(0).get("after"))
        .hasToString('"' + commit + '"');
    assertThat(run.err()).startsWith(problem);
    run = push("--prune", "-q", "-b", branch("main")).expect(ExitStatus.FAILED);
    assertThat(run.err()).startsWith(problem);
  }
}
