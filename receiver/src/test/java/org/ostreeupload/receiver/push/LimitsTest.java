// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;
import static org.ostreeupload.receiver.push.Caller.wish;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** How much is taken at once, and that more is refused without being taken. */
class LimitsTest {
  private static final Limits SMALL = new Limits(3, 10, 1000, 3000);

  @TempDir private Path directory;
  private Production production;
  private Caller caller;
  private Source source;
  private String commit;

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory, SMALL);
    caller = production.builder();
    source = Source.make(directory.resolve("source"));
    commit = source.commit("main", "first", "--no-bindings");
  }

  @AfterEach
  void close() throws Exception {
    production.close();
  }

  private void restart(Limits limits) throws Exception {
    production.close();
    production = Production.start(production.ostree(), limits);
    caller = production.builder();
  }

  @Test
  void tellsItsLimits() throws Exception {
    assertThat(caller.open(wish("main", commit)).limits()).isEqualTo(SMALL);
  }

  @Test
  void refusesMoreRefsThanOnePushMayMove() throws Exception {
    List<Wish> wishes = new ArrayList<>();
    for (String ref : List.of("a", "b", "c")) {
      wishes.add(wish(ref, commit));
    }
    caller.postJson(Routes.PUSHES, new OpenPush(wishes)).message(201, OpenedPush.class);
    wishes.add(wish("d", commit));

    String detail =
        caller.postJson(Routes.PUSHES, new OpenPush(wishes)).problem(ErrorCode.TOO_LARGE).detail();

    assertThat(detail).contains("at most 3 refs");
  }

  @Test
  void refusesMoreNamesThanOneQuestionMayHave() throws Exception {
    ObjectName name = source.names().getFirst();
    String id = caller.open("main", commit);

    assertThat(caller.missing(id, Collections.nCopies(10, name)).status()).isEqualTo(200);
    assertThat(
            caller.missing(id, Collections.nCopies(11, name)).problem(ErrorCode.MALFORMED).detail())
        .contains("more than 10 names");
  }

  @Test
  void refusesSeventyThousandNames() throws Exception {
    restart(Limits.DEFAULT);
    ObjectName name = source.names().getFirst();
    String id = caller.open("main", commit);

    Reply most = caller.missing(id, Collections.nCopies(1 << 16, name));
    assertThat(most.status()).isEqualTo(200);
    assertThat(most.body()).hasSize((1 << 16) / 8).containsOnly(0xff);
    assertThat(
            caller
                .missing(id, Collections.nCopies(70_000, name))
                .problem(ErrorCode.MALFORMED)
                .detail())
        .contains("more than 65536 names");
  }

  @Test
  void refusesNamesThatEndInsideOneAndUnknownTypes() throws Exception {
    String id = caller.open("main", commit);
    byte[] names = NameStream.write(source.names());
    byte[] cut = ByteBuffer.allocate(names.length - 1).put(names, 0, names.length - 1).array();
    byte[] unknown = names.clone();
    unknown[0] = 9;

    for (byte[] bad : List.of(cut, unknown)) {
      caller.send("POST", Routes.missing(id), bad).problem(ErrorCode.MALFORMED);
    }
  }

  @Test
  void refusesAnObjectThatIsTooLargeForABundle() throws Exception {
    String id = caller.open("main", commit);
    byte[] plain = noise(1001);
    ObjectName name = ObjectName.file(Checksum.ofBytes(plain));

    String detail =
        caller
            .bundle(id, Source.bundle(name, Form.PLAIN, plain))
            .problem(ErrorCode.MALFORMED)
            .detail();

    assertThat(detail).contains(name.toString(), "at most 1000");
    assertThat(caller.sendPiece(id, name, "plain", 1001, 0, new byte[500]).status()).isEqualTo(204);
  }

  private static byte[] noise(int size) {
    byte[] bytes = Source.plain("x".repeat(size - Source.plain("").length));
    new Random(7).nextBytes(bytes);
    System.arraycopy(Source.plain(""), 0, bytes, 0, Source.plain("").length);
    return bytes;
  }

  @Test
  void refusesABundleThatIsTooLarge() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    for (int i = 0; i < 5; i++) {
      byte[] data = new byte[700];
      new Random(i).nextBytes(data);
      Files.write(tree.resolve("file" + i), data);
    }
    String large = source.ostree().commit("large", tree);
    String id = caller.open("large", large);

    String detail = caller.bundle(id, source.bundle()).problem(ErrorCode.MALFORMED).detail();
    assertThat(detail).contains("larger than 3000 bytes");

    for (ObjectName name : source.names()) {
      caller.deliver(id, source.bundle(name::equals));
    }
    caller.publish(id, move("large", "", large));
    assertThat(production.ostree().revParse("large")).isEqualTo(large);
    production.assertSound();
  }

  /** A JSON document that is what it should be, but for its size. */
  private InputStream largeJson(int size) {
    byte[] json = new byte[size];
    byte[] begin =
        ("{\"refs\":[{\"ref\":\"main\",\"target\":\"" + commit + "\"}]")
            .getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(begin, 0, json, 0, begin.length);
    Arrays.fill(json, begin.length, size - 1, (byte) ' ');
    json[size - 1] = '}';
    return new ByteArrayInputStream(json);
  }

  @Test
  void refusesALargeMessage() throws Exception {
    Reply most = caller.sendChunked("POST", Routes.PUSHES, largeJson(Limits.MAX_JSON));
    String id = most.message(201, OpenedPush.class).id().orElseThrow();

    for (String path : List.of(Routes.PUSHES, Routes.publish(id))) {
      for (int size : new int[] {Limits.MAX_JSON + 1, 9 << 20}) {
        Reply reply = caller.sendChunked("POST", path, largeJson(size));
        assertThat(reply.problem(ErrorCode.MALFORMED).detail())
            .contains("larger than 8388608 bytes");
      }
    }
  }

  @Test
  void answersBeforeAHugeBodyHasCome() throws Exception {
    String id = caller.open("main", commit);
    byte[] head =
        ByteBuffer.allocate(4 + Frame.HEAD_SIZE)
            .putInt(Frame.MAGIC)
            .put((byte) 1)
            .put((byte) 0)
            .put(Checksum.ofBytes(new byte[0]).toBytes())
            .putLong(Long.MAX_VALUE)
            .array();
    for (String path : List.of(Routes.objects(id), Routes.missing(id))) {
      try (RawConnection connection = production.connect()) {
        connection.head("POST", path, "Content-Length", Long.toString(Long.MAX_VALUE));
        connection.send(head);
        assertThat(connection.readHead()).startsWith("HTTP/1.1 400").contains(Routes.PROBLEM);
        connection.readToEnd();
      }
    }
  }
}
