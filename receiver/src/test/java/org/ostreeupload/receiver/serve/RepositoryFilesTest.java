// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.serve.SampleRepository.DIRTREE;
import static org.ostreeupload.receiver.serve.SampleRepository.FILEZ;
import static org.ostreeupload.receiver.serve.SampleRepository.MAIN;
import static org.ostreeupload.receiver.serve.SampleRepository.MODIFIED;
import static org.ostreeupload.receiver.serve.SampleRepository.REST;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.object.Checksum;

class RepositoryFilesTest {
  private static final String DATE = "Tue, 14 Nov 2023 22:13:20 GMT";
  private static final String DELTA = "deltas/A1/WzlASpGVKdvD_laOE5Ku5ueHLcSgMg651akzJQ+DU/";

  private static final String BYTES = "\u0001 some\r\nbytes";

  @TempDir Path dir;
  private SampleRepository repository;
  private FileServer server;

  @BeforeEach
  void serve() throws IOException {
    repository =
        SampleRepository.create(dir.resolve("repository"))
            .with(MAIN, "0123456789")
            .with(DIRTREE, "0123456789");
    server = FileServer.of(repository.root());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"filez", "dirtree", "dirmeta", "commit"})
  void objectsAreKeptForEver(String extension) throws IOException {
    String name = Checksum.ofBytes(BYTES.getBytes(StandardCharsets.US_ASCII)).toString();
    Answer answer =
        servedAs("objects/" + name.substring(0, 2) + "/" + name.substring(2) + "." + extension);

    assertThat(answer.field("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(answer.field("Content-Type")).isEqualTo("application/octet-stream");
  }

  @Test
  void partsOfDeltasAreKeptForEver() throws IOException {
    assertThat(servedAs(DELTA + "0").field("Cache-Control")).contains("immutable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "summary",
        "summary.sig",
        "objects/01/" + REST + ".commitmeta",
        "objects/01/" + REST + ".tombstone-commit",
        DELTA + "superblock",
        "delta-indexes/A1/WzlASpGVKdvD_laOE5Ku5ueHLcSgMg651akzJQ+DU.index"
      })
  void whatIsReplacedIsAskedForAgain(String path) throws IOException {
    Answer answer = servedAs(path);

    assertThat(answer.field("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.field("Content-Type")).isEqualTo("application/octet-stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {MAIN, "refs/heads/a/b/c", "refs/mirrors/org.example.Os/main"})
  void refsAreText(String path) throws IOException {
    Answer answer = servedAs(path);

    assertThat(answer.field("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.field("Content-Type")).isEqualTo("text/plain");
  }

  private Answer servedAs(String path) throws IOException {
    repository.with(path, BYTES);
    Answer answer = server.get(path, "Accept-Encoding: gzip, deflate, br, zstd");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BYTES);
    assertThat(answer.field("Content-Length")).isEqualTo("13");
    assertThat(answer.field("ETag")).matches("\"[^\"]+\"");
    assertThat(answer.field("Last-Modified")).isEqualTo(DATE);
    assertThat(answer.field("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.fields()).doesNotContainKeys("content-encoding", "transfer-encoding", "vary");
    return answer;
  }

  @Test
  void nothingIsCompressed() throws IOException {
    String text = "a".repeat(50_000);
    for (String path : new String[] {"summary", MAIN, FILEZ}) {
      Answer answer = repository(path, text).get(path, "Accept-Encoding: gzip, br, zstd, *");

      assertThat(answer.body()).isEqualTo(text);
      assertThat(answer.field("Content-Length")).isEqualTo("50000");
      assertThat(answer.fields()).doesNotContainKey("content-encoding");
    }
  }

  private FileServer repository(String path, String text) {
    repository.with(path, text);
    return server;
  }

  @Test
  void unicodeRefIsServed() throws IOException {
    repository.with("refs/heads/ünï/日本", "text");

    assertThat(server.get("refs/heads/%c3%bcn%C3%AF/%e6%97%a5%e6%9c%ac").body()).isEqualTo("text");
  }

  @Test
  void configHasNoSecrets() throws IOException {
    String shown = "[core]\nrepo_version=1\nmode=archive-z2\n";
    repository.with("config", shown + "[remote \"x\"]\nproxy=http://user:secret@proxy\n");
    Answer answer = server.get("config");

    assertThat(answer.body()).isEqualTo(shown);
    assertThat(answer.field("Content-Length")).isEqualTo("38");
    assertThat(answer.field("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.field("Content-Type")).isEqualTo("text/plain");
  }

  @Test
  void configThatCannotBeReadIsAFailure() throws IOException {
    repository.with("config", "nonsense");
    Answer answer = server.get("config");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.fields()).doesNotContainKeys("etag", "last-modified");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "summary",
        "summary.sig",
        "refs/heads/absent",
        "refs/heads/main/below",
        "refs/heads",
        "refs/heads/directory",
        "refs/heads/directory/",
        "objects/02/" + REST + ".filez",
        "objects/01/" + REST + ".commitmeta",
        DELTA + "superblock",
        "summary.idx"
      })
  void whatIsNotThereIsNotFound(String path) throws IOException {
    Files.createDirectories(repository.root().resolve("refs/heads/directory"));

    assertNotFound(server.get(path));
    assertThat(server.head(path).status()).isEqualTo(404);
  }

  private static void assertNotFound(Answer answer) {
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.field("Content-Length")).isEqualTo("0");
    assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.fields()).doesNotContainKey("etag");
  }

  @Test
  void whatIsPushedLaterIsFound() throws IOException {
    assertNotFound(server.get(FILEZ));
    assertThat(repository(FILEZ, "now").get(FILEZ).body()).isEqualTo("now");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".lock",
        ".ostree-upload/x/staged",
        "state/x.commitpartial",
        "tmp/cache/summaries/origin",
        "origin.trustedkeys.gpg",
        "refs/remotes/origin/main",
        "refs/heads/.tmp-main",
        "objects/01/" + REST + ".file",
        "passwords"
      })
  void nobodysBusinessIsNotFound(String path) throws IOException {
    assertNotFound(repository(path, "secret").get(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {MAIN, DIRTREE, "config", "summary", "refs/heads/absent", ".lock"})
  void headIsGetWithoutBody(String path) throws IOException {
    repository.with("summary", "s".repeat(100_000));
    Answer get = server.get(path);
    Answer head = server.head(path);

    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.body()).isEmpty();
    assertThat(withoutDate(head)).isEqualTo(withoutDate(get));
  }

  private static Map<String, String> withoutDate(Answer answer) {
    Map<String, String> fields = new HashMap<>(answer.fields());
    fields.remove("date");
    return fields;
  }

  @Test
  void partIsSent() throws IOException {
    for (String path : new String[] {MAIN, DIRTREE}) {
      assertPart(server.get(path, "Range: bytes=2-4"), "234", "2-4");
      assertPart(server.get(path, "Range: bytes=7-"), "789", "7-9");
      assertPart(server.get(path, "Range: bytes=-2"), "89", "8-9");
      assertPart(server.get(path, "Range: bytes=5-500"), "56789", "5-9");
    }
  }

  private static void assertPart(Answer answer, String body, String range) {
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.field("Content-Length")).isEqualTo(Integer.toString(body.length()));
    assertThat(answer.field("Content-Range")).isEqualTo("bytes " + range + "/10");
    assertThat(answer.field("ETag")).isNotEmpty();
  }

  @Test
  void partThatIsNotThereIsRefused() throws IOException {
    Answer answer = server.get(DIRTREE, "Range: bytes=10-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.field("Content-Range")).isEqualTo("bytes */10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Range: bytes=1-2,4-5",
        "Range: bytes=1-2\r\nRange: bytes=4-5",
        "Range: nonsense",
        "Range: bytes=1-2\r\nIf-Range: \"other\"",
        "Range: bytes=99-\r\nIf-Range: \"other\"",
        "Range: bytes=1-2\r\nIf-Range: Tue, 14 Nov 2023 22:13:19 GMT",
        "If-Range: \"other\""
      })
  void wholeIsSentWhenNoPartWillDo(String fields) throws IOException {
    Answer answer = server.get(DIRTREE, fields);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("0123456789");
    assertThat(answer.fields()).doesNotContainKey("content-range");
  }

  @Test
  void interruptedTransferGoesOn() throws IOException {
    String etag = server.get(DIRTREE).field("ETag");

    assertPart(server.get(DIRTREE, "Range: bytes=2-4", "If-Range: " + etag), "234", "2-4");
    assertPart(server.get(DIRTREE, "Range: bytes=2-4", "If-Range: " + DATE), "234", "2-4");
  }

  @Test
  void headKnowsNoParts() throws IOException {
    Answer answer = server.head(DIRTREE, "Range: bytes=2-4");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field("Content-Length")).isEqualTo("10");
  }

  @Test
  void emptyFileIsServed() throws IOException {
    repository.with(FILEZ, "").with("summary.sig", "");
    for (String path : new String[] {FILEZ, "summary.sig"}) {
      assertThat(server.get(path).status()).isEqualTo(200);
      assertThat(server.get(path).field("Content-Length")).isEqualTo("0");
      assertThat(server.get(path, "Range: bytes=0-").status()).isEqualTo(416);
      assertThat(server.get(path, "Range: bytes=-1").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MAIN, DIRTREE, "config"})
  void knownBytesAreNotSentAgain(String path) throws IOException {
    repository.with("config", "[core]\nrepo_version=1\nmode=archive-z2\n");
    Answer whole = server.get(path);
    String etag = whole.field("ETag");
    for (String condition :
        new String[] {
          "If-None-Match: " + etag,
          "If-None-Match: W/" + etag,
          "If-None-Match: \"x\", " + etag,
          "If-None-Match: \"x\"\r\nIf-None-Match: " + etag,
          "If-None-Match: *",
          "If-Modified-Since: " + DATE,
          "If-None-Match: " + etag + "\r\nIf-Modified-Since: Tue, 14 Nov 2000 22:13:20 GMT",
          "If-None-Match: " + etag + "\r\nRange: bytes=0-1"
        }) {
      Answer answer = server.get(path, condition);

      assertThat(answer.status()).as(condition).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(withoutDate(answer)).isEqualTo(withoutDate(whole));
      assertThat(server.head(path, condition).status()).isEqualTo(304);
    }
  }

  @Test
  void otherBytesAreSent() throws IOException {
    assertThat(server.get(MAIN, "If-None-Match: \"x\"").status()).isEqualTo(200);
    assertThat(server.get(MAIN, "If-None-Match: \"x\"", "If-Modified-Since: " + DATE).status())
        .isEqualTo(200);
    assertThat(server.get(MAIN, "If-Modified-Since: Tue, 14 Nov 2000 22:13:20 GMT").status())
        .isEqualTo(200);
    assertThat(server.get(MAIN, "If-Match: \"x\"").status()).isEqualTo(412);
    assertThat(server.get("refs/heads/absent", "If-None-Match: *").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void tagChangesWithTheBytesEvenWhenSizeAndTimeDoNot(int size) throws IOException {
    for (String path : new String[] {"summary", "summary.sig", FILEZ}) {
      String first = repository(path, "1".repeat(size)).get(path).field("ETag");
      // Written beside, so that it cannot get the same place on disk.
      repository.with("new", "2".repeat(size));
      Files.delete(repository.root().resolve(path));
      Files.move(repository.root().resolve("new"), repository.root().resolve(path));
      Answer second = server.get(path, "If-None-Match: " + first);

      assertThat(second.status()).isEqualTo(200);
      assertThat(second.field("ETag")).isNotEqualTo(first);
      assertThat(second.field("Last-Modified")).isEqualTo(DATE);
    }
  }

  @Test
  void equalRefsHaveEqualTags() throws IOException {
    repository.with("refs/heads/other", "0123456789");

    assertThat(server.get("refs/heads/other").field("ETag"))
        .isEqualTo(server.get(MAIN).field("ETag"));
  }

  @Test
  void dateIsNotToldWhileOtherBytesMayGetIt() throws IOException {
    try (FileServer early = FileServer.of(repository.root(), MODIFIED.plusSeconds(1))) {
      Answer answer = early.get(MAIN, "If-Modified-Since: " + DATE);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.fields()).doesNotContainKey("last-modified");
    }
  }

  @Test
  void connectionIsKeptAfterEveryAnswer() throws IOException {
    String etag = server.get(MAIN).field("ETag");
    StringBuilder requests = new StringBuilder();
    String end = " HTTP/1.1\r\nHost: localhost\r\n";
    requests.append("GET /repo/" + MAIN + end + "\r\n");
    requests.append("HEAD /repo/" + MAIN + end + "\r\n");
    requests.append("GET /repo/" + MAIN + end + "If-None-Match: " + etag + "\r\n\r\n");
    requests.append("HEAD /repo/" + MAIN + end + "If-None-Match: " + etag + "\r\n\r\n");
    requests.append("GET /repo/" + MAIN + end + "If-Match: \"x\"\r\n\r\n");
    requests.append("GET /repo/" + MAIN + end + "Range: bytes=99-\r\n\r\n");
    requests.append("GET /repo/refs/heads/absent" + end + "\r\n");
    requests.append("GET /repo/" + DIRTREE + end + "Range: bytes=0-1\r\nConnection: close\r\n\r\n");
    String answers = server.exchange(requests.toString());

    assertThat(answers.split("HTTP/1.1 ", -1))
        .extracting(answer -> answer.substring(0, Math.min(3, answer.length())))
        .containsExactly("", "200", "200", "304", "304", "412", "416", "404", "206");
    assertThat(answers.getBytes(StandardCharsets.ISO_8859_1)).endsWith('0', '1');
  }
}
