// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.receiver.push.RawConnection;
import org.ostreeupload.store.object.Checksum;

/** What went wrong with the original receiver when something broke. It does not go wrong here. */
class OriginalInterruptionsTest {
  @TempDir private Path directory;
  private Setting setting;

  @BeforeEach
  void start() throws Exception {
    setting = Setting.start(directory);
  }

  @AfterEach
  void close() throws Exception {
    setting.close();
  }

  private String commitManyFiles() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Random random = new Random(8);
    for (int i = 0; i < 30; i++) {
      byte[] data = new byte[20_000];
      random.nextBytes(data);
      Files.write(tree.resolve("file" + i), data);
    }
    return setting.source().ostree().commit("main", tree);
  }

  /** Uploads what is missing until the connection breaks at so many bytes of the body. */
  private void uploadCutAt(int size, String id) throws Exception {
    try (RawConnection connection = setting.production().connect()) {
      sendHead(connection, id);
      InputStream body = setting.client().form(setting.client().missing(id)).end();
      sendChunk(connection, new ByteArrayInputStream(body.readNBytes(size)));
      connection.endOutput();
      assertThat(connection.readHead()).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void anUploadThatIsCutLeavesNothingHalfAndTheNextRunSendsTheRest() throws Exception {
    String commit = commitManyFiles();
    SortedMap<String, Checksum> before = setting.production().visible();
    String id = setting.queue("main", "", commit);
    List<String> all = setting.client().missing(id);
    for (int size : new int[] {1, 10_000, 100_001, 200_002, 150_003}) {
      uploadCutAt(size, id);
      setting.assertUntouched(before);
      assertThat(setting.production().staged()).noneMatch(name -> name.contains("/incoming/"));
    }

    GoClient.Run run = setting.client().push("main");

    assertThat(run.id()).isEqualTo(id);
    assertThat(run.announced()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(run.sent()).isNotEmpty().hasSizeLessThan(15);
    assertThat(run.status()).as(run.text()).isEqualTo(200);
    assertThat(setting.production().ostree().revParse("main")).isEqualTo(commit);
    setting.production().assertSound();
  }

  @Test
  void aClientThatWasKilledBlocksNobody() throws Exception {
    String first = setting.source().commit("main", "first");
    String id = setting.queue("main", "", first);
    try (RawConnection connection = setting.production().connect()) {
      sendHead(connection, id);
      sendChunk(
          connection,
          setting.client().form(setting.client().missing(id).subList(0, 2)).withoutEnd());
      setting.production().awaitStaged("/commit/");
      connection.cut();
    }

    try (GoClient other = setting.client("other", setting.source())) {
      assertThat(other.push("main").status()).isEqualTo(200);
    }
    assertThat(setting.production().ostree().revParse("main")).isEqualTo(first);
    setting.source().commit("main", "second");
    assertThat(setting.client().push("main").status()).isEqualTo(200);
  }

  private static void sendHead(RawConnection connection, String id) throws Exception {
    connection.head(
        "PUT",
        "/api/v1/queue/" + id,
        "Content-Type",
        Form.MEDIA_TYPE,
        "Transfer-Encoding",
        "chunked");
  }

  private static void sendChunk(RawConnection connection, InputStream data) throws Exception {
    byte[] bytes = data.readAllBytes();
    connection.send(
        (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    connection.send(bytes).send("\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aPushOutlivesARestart() throws Exception {
    String commit = commitManyFiles();
    String id = setting.queue("main", "", commit);
    uploadCutAt(400_000, id);
    int left = setting.client().missing(id).size();

    setting.restart();

    assertThat(setting.client().tryMissing(id).statusCode()).isEqualTo(404);
    GoClient.Run run = setting.client().push("main");
    assertThat(run.id()).isEqualTo(id);
    assertThat(run.sent()).hasSize(left).hasSizeLessThan(20);
    assertThat(run.status()).as(run.text()).isEqualTo(200);
    setting.production().assertSound();
  }

  @Test
  void anUploadToAPushFromBeforeARestartIsPublished() throws Exception {
    String commit = setting.source().commit("main", "first");
    String id = setting.queue("main", "", commit);
    List<String> missing = setting.client().missing(id);

    setting.restart();

    assertThat(setting.client().upload(id, setting.client().form(missing).end()).statusCode())
        .isEqualTo(200);
    setting.restart();
    assertThat(setting.client().upload(id, setting.client().form(missing).end()).statusCode())
        .isEqualTo(200);
    assertThat(setting.production().ostree().revParse("main")).isEqualTo(commit);
    setting.production().assertSound();
  }

  @Test
  void aBodyThatIsNoneIsRefusedAndTheNextOneTaken() throws Exception {
    String commit = setting.source().commit("main", "first");
    String id = setting.queue("main", "", commit);
    InputStream cutShort = setting.client().form(setting.client().missing(id)).withoutEnd();

    setting.assertRefused(setting.client().upload(id, cutShort), 400, "ends too early");
    setting.assertRefused(
        setting.client().upload(id, new ByteArrayInputStream(new byte[0])), 400, "ends too early");

    assertThat(setting.client().missing(id)).hasSize(1);
    assertThat(setting.client().push("main").status()).isEqualTo(200);
    setting.production().assertSound();
  }
}
