// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.receiver.push.Production;
import org.ostreeupload.receiver.push.Source;
import org.ostreeupload.receiver.v1.GoClient.Heads;
import org.ostreeupload.store.object.Checksum;

/** Uploads that the original client would not make. After each, the right one works. */
class HostileUploadTest {
  private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;
  private Production production;
  private GoClient client;
  private String commit;
  private String id;
  private ObjectFile object;
  private List<String> missing;
  private final ErrorStream log = new ErrorStream();

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    Source source = Source.make(directory.resolve("source"));
    Path repository = source.ostree().repository();
    client = new GoClient(production.receiver().uri(), "builder", repository);
    commit = source.commit("main", "first");
    object = ObjectFile.of(repository, commit + ".commit");
    Map<String, Heads> moves = Map.of("main", new Heads("", commit));
    id = client.queue(moves, client.objects(moves));
    missing = client.missing(id);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    production.close();
    log.close();
  }

  private void assertRefused(HttpResponse<String> answer, int status, String reason)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(reason).endsWith("\n").hasLineCount(1);
    assertThat(production.ostree().run("refs").stdout()).isBlank();
    assertThat(production.staged()).noneMatch(name -> name.contains("/incoming/"));
  }

  private void assertRefused(Form form, String reason) throws Exception {
    assertRefused(client.upload(id, form.end()), 400, reason);
    assertPushes();
  }

  private void assertPushes() throws Exception {
    GoClient.Run run = client.push("main");
    assertThat(run.status()).as(run.text()).isEqualTo(200);
    assertThat(run.id()).isEqualTo(id);
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    production.assertSound();
  }

  private Form file() throws Exception {
    return new Form().file(object.name(), Files.readAllBytes(object.path()));
  }

  @Test
  void refusesAChecksumBeforeItsFile() throws Exception {
    assertRefused(
        new Form().field("checksum", object.checksum()).file(object.name(), BYTES),
        "not field 'checksum'");
  }

  @Test
  void refusesTwoFilesInARow() throws Exception {
    assertRefused(
        file().file(object.name(), BYTES).field("checksum", object.checksum()),
        "does not follow it");
  }

  @Test
  void refusesTwoChecksumsInARow() throws Exception {
    assertRefused(
        file().field("checksum", object.checksum()).field("checksum", object.checksum()),
        "not field 'checksum'");
  }

  @Test
  void refusesAFileWithoutAChecksum() throws Exception {
    assertRefused(file(), "does not follow it");
  }

  @Test
  void refusesTheChecksumOfAnotherObject() throws Exception {
    String other = "f".repeat(64) + ".commit:" + Checksum.ofBytes(BYTES);
    assertRefused(file().field("checksum", other), "does not follow it");
  }

  @Test
  void refusesAChecksumThatIsAFile() throws Exception {
    assertRefused(
        file()
            .text(
                "\r\n--"
                    + Form.BOUNDARY
                    + "\r\nContent-Disposition: form-data;"
                    + " name=\"checksum\"; filename=\"checksum\"\r\n\r\n"
                    + object.checksum()),
        "does not follow it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "0123456789ABCDEF", " "})
  void refusesAChecksumThatIsNone(String sum) throws Exception {
    assertRefused(file().field("checksum", object.name() + ":" + sum), "checksum");
  }

  @Test
  void refusesAChecksumThatIsTooLong() throws Exception {
    assertRefused(
        file().field("checksum", object.checksum() + " ".repeat(1 << 20)), "longer than 256");
  }

  @Test
  void refusesPartsThatNobodyKnows() throws Exception {
    Form strange = new Form().field("\u009d\u00ad".repeat(200), "x");
    assertRefused(client.upload(id, strange.end()), 400, "not field '????");
    assertRefused(new Form().field("other", "x"), "not field 'other'");
  }

  @Test
  void refusesAFileWithoutAName() throws Exception {
    assertRefused(new Form().field("file", "x"), "a file is expected");
  }

  @Test
  void refusesAFileOfABareRepository() throws Exception {
    String name = "0".repeat(64) + ".file";
    assertRefused(new Form().object(name, BYTES, name + ":" + Checksum.ofBytes(BYTES)), "archive");
  }

  @Test
  void refusesAHeaderThatIsTooLong() throws Exception {
    assertRefused(new Form().field("x".repeat(1 << 20), "x"), "longer than 4096");
  }

  @Test
  void refusesMetadataThatIsTooLarge() throws Exception {
    String name = "0".repeat(64) + ".dirtree";
    byte[] large = new byte[(10 << 20) + 1];
    Form form = new Form().object(name, large, name + ":" + Checksum.ofBytes(large));

    assertRefused(client.upload(id, form.object(object).end()), 422, "10 MiB");

    assertThat(client.missing(id)).hasSize(missing.size() - 1).doesNotContain(object.name());
    assertPushes();
  }

  @Test
  void refusesABodyThatIsNoForm() throws Exception {
    for (String type :
        List.of("application/json", "multipart/form-data", "text/plain; boundary=x")) {
      HttpResponse<String> answer =
          client.send("PUT", "queue/" + id, BodyPublishers.ofString("{}"), "Content-Type", type);
      assertRefused(answer, 400, "multipart/form-data");
    }
    assertRefused(
        client.send("PUT", "queue/" + id, BodyPublishers.noBody()), 400, "multipart/form-data");
    assertPushes();
  }

  @Test
  void takesTheSameObjectTwiceAndWhatWasNotAnnounced() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("more"));
    Files.writeString(tree.resolve("more"), "more");
    Source other = Source.make(directory.resolve("other"));
    String unwanted = other.ostree().commit("other", tree);
    Form form = client.form(missing);
    form.object(object).object(object);
    form.object(ObjectFile.of(other.ostree().repository(), unwanted + ".commit"));

    HttpResponse<String> answer = client.upload(id, form.end());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    assertThat(production.visible().keySet())
        .noneMatch(name -> name.contains(unwanted.substring(2)));
    production.assertSound();
  }

  @Test
  void theSameClientMayRunTwiceAtOnce() throws Exception {
    List<Callable<HttpResponse<String>>> uploads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      uploads.add(() -> client.upload(id, client.form(missing).end()));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> answer : threads.invokeAll(uploads)) {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
      }
    }
    assertThat(production.ostree().revParse("main")).isEqualTo(commit);
    production.assertSound();
  }
}
