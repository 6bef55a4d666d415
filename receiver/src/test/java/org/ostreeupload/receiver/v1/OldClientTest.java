// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.receiver.push.Production;
import org.ostreeupload.receiver.push.Source;
import org.ostreeupload.testdata.Ostree;

/** The original client pushes as it always did. */
class OldClientTest {
  @TempDir private Path directory;
  private Production production;
  private Source source;
  private GoClient client;

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    source = Source.make(directory.resolve("source"));
    client = client("builder");
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    production.close();
  }

  private GoClient client(String token) {
    return new GoClient(production.receiver().uri(), token, source.ostree().repository());
  }

  /** Pushes branches, which must work; what was sent. */
  private List<String> push(String... branches) throws Exception {
    GoClient.Run run = client.push(branches);
    assertThat(run.status()).as(run.text()).isEqualTo(200);
    assertThat(run.text()).isEmpty();
    for (String branch : branches) {
      assertThat(production.ostree().revParse(branch)).isEqualTo(source.ostree().revParse(branch));
    }
    production.assertSound();
    return run.sent();
  }

  /** Pulls a branch from the receiver with the real ostree, and checks it out. */
  private Path pull(String branch) throws Exception {
    Ostree puller = Ostree.in(Files.createTempDirectory(directory, "puller").resolve("repo"));
    puller.init("bare-user-only").pull(production.receiver().uri() + "/repo", branch);
    puller.fsck().orThrow();
    return puller.checkout(branch, puller.repository().resolveSibling("tree"));
  }

  @Test
  void pushesAllOfABranchAndThenWhatIsNew() throws Exception {
    String first = source.commit("main", "first");
    List<String> sent = push("main");
    assertThat(sent).contains(first + ".commit").hasSize(6);
    assertThat(pull("main").resolve("directory/file")).hasContent("first");

    source.commit("main", "second");
    String third = source.commit("main", "third");
    List<String> more = push("main");

    assertThat(more).doesNotContainAnyElementsOf(sent).contains(third + ".commit").hasSize(8);
    assertThat(pull("main").resolve("directory/file")).hasContent("third");
    assertThat(production.ostree().run("log", "main").stdout()).contains(first);
  }

  @Test
  void doesNotOpenAPushIfThereIsNothingToDo() throws Exception {
    source.commit("main", "first");
    push("main");

    assertThat(client.push("main").id()).isEmpty();
    assertThat(production.staged()).isEmpty();
  }

  @Test
  void pushesSeveralBranchesTogether() throws Exception {
    source.commit("main", "first");
    source.commit("os/stable/x86_64", "other");
    push("main");
    source.commit("main", "second");

    push("main", "os/stable/x86_64");

    assertThat(client.revs()).containsOnlyKeys("main", "os/stable/x86_64");
    assertThat(pull("os/stable/x86_64").resolve("directory/file")).hasContent("other");
  }

  @Test
  void pushesFilesOfEveryKindAndSize() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.createDirectory(tree.resolve("empty directory"));
    Files.createFile(tree.resolve("empty file"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("../elsewhere"));
    Files.writeString(tree.resolve("lines"), "\r\n--" + Form.BOUNDARY + "--\r\n".repeat(3));
    byte[] large = new byte[20 << 20];
    new Random(7).nextBytes(large);
    Files.write(tree.resolve("large"), large);
    source.ostree().commit("main", tree);

    push("main");

    Path pulled = pull("main");
    assertThat(pulled.resolve("large")).hasBinaryContent(large);
    assertThat(pulled.resolve("empty file")).isEmptyFile();
    assertThat(pulled.resolve("link")).isSymbolicLink();
    assertThat(pulled.resolve("empty directory")).isEmptyDirectory();
  }

  @Test
  void anUploadOfNothingPublishesIfAllIsThere() throws Exception {
    source.commit("main", "first", "--no-bindings");
    push("main");
    source.ostree().run("refs", "--create=other", "main");

    assertThat(push("other")).isEmpty();
  }

  @Test
  void anUploadThatComesAgainIsAnsweredAsBefore() throws Exception {
    source.commit("main", "first");
    GoClient.Run run = client.push("main");

    HttpResponse<String> again = client.upload(run.id(), client.form(run.sent()).end());

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEmpty();
    production.assertSound();
  }

  @Test
  void aPushOfWhatIsPublishedAlreadySucceeds() throws Exception {
    String commit = source.commit("main", "first");
    push("main");
    Map<String, GoClient.Heads> moves = Map.of("main", new GoClient.Heads("", commit));

    String id = client.queue(moves, client.objects(moves));

    assertThat(client.missing(id)).isEmpty();
    assertThat(client.upload(id, new Form().end()).statusCode()).isEqualTo(200);
    production.assertSound();
  }

  @Test
  void aPushThatIsGivenUpLeavesNothing() throws Exception {
    String commit = source.commit("main", "first");
    Map<String, GoClient.Heads> moves = Map.of("main", new GoClient.Heads("", commit));
    String id = client.queue(moves, client.objects(moves));
    assertThat(production.staged()).isNotEmpty();

    HttpResponse<String> answer = client.discard(id);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(production.staged()).isEmpty();
    assertThat(client.tryMissing(id).statusCode()).isEqualTo(404);
    push("main");
  }

  @Test
  void tellsOfTheBranchesOfThisRepositoryOnly() throws Exception {
    assertThat(client.revs()).isEmpty();
    String commit = source.commit("main", "first");
    push("main");
    production.ostree().run("refs", "--create=origin:remote", "main");

    assertThat(client.revs()).isEqualTo(Map.of("main", commit));
  }
}
