// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;
import static org.ostreeupload.receiver.push.Caller.sum;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.bundle.BundleWriter;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** A pusher that lies. Whatever it says, the repository stays as it was, and goes on serving. */
class LyingPusherTest {
  @TempDir private static Path directory;
  private static Production production;
  private static Source source;
  private static String commit;
  private static SortedMap<String, Checksum> before;

  private Caller caller;
  private String id;

  @BeforeAll
  static void start() throws Exception {
    production = Production.start(directory);
    source = Source.make(directory.resolve("source"));
    commit = source.commit("main", "first");
    before = production.visible();
  }

  @AfterAll
  static void stillServes() throws Exception {
    production.assertServing(source);
    production.close();
  }

  @BeforeEach
  void open() throws Exception {
    caller = production.builder();
    id = caller.open("main", commit);
  }

  @AfterEach
  void nothingChangedAndNothingIsLeft() throws Exception {
    assertThat(caller.discard(id).status()).isEqualTo(204);
    assertThat(production.visible()).isEqualTo(before);
    assertThat(production.staged()).isEmpty();
  }

  private ObjectName first(ObjectType type) throws Exception {
    return source.names().stream().filter(name -> name.type() == type).findFirst().orElseThrow();
  }

  private Problem incomplete() throws Exception {
    return caller.publish(id, move("main", "", commit)).problem(ErrorCode.INCOMPLETE);
  }

  private void assertRefused(byte[] bundle, ObjectName... names) throws Exception {
    BundleResult result = caller.bundle(id, bundle).message(200, BundleResult.class);
    assertThat(result.refused()).extracting(Refusal::object).containsExactly(names);
    assertThat(result.refused()).extracting(Refusal::detail).allMatch(detail -> !detail.isBlank());
    assertThat(result.stored()).isZero();
  }

  @ParameterizedTest
  @EnumSource(ObjectType.class)
  void bytesOfAnotherObjectUnderAName(ObjectType type) throws Exception {
    ObjectName name = first(type);
    ObjectName other = new ObjectName(Checksum.ofBytes(new byte[] {1}), type);

    assertRefused(Source.bundle(other, Form.ARCHIVE, source.bytes(name)), other);

    caller.deliver(id, source.bundle(sent -> !sent.equals(name)));
    assertThat(incomplete().missing()).containsExactly(name);
  }

  @ParameterizedTest
  @EnumSource(ObjectType.class)
  void bytesUnderANameOfAnotherType(ObjectType type) throws Exception {
    ObjectName name = first(type);
    for (ObjectType other : ObjectType.values()) {
      if (other != type) {
        ObjectName renamed = new ObjectName(name.checksum(), other);
        assertRefused(Source.bundle(renamed, Form.ARCHIVE, source.bytes(name)), renamed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ObjectType.class)
  void anObjectThatIsNotSent(ObjectType type) throws Exception {
    ObjectName name = first(type);
    caller.deliver(id, source.bundle(sent -> !sent.equals(name)));

    Problem problem = incomplete();

    assertThat(problem.missing()).containsExactly(name);
    assertThat(problem.object()).contains(name);
    assertThat(problem.detail()).contains(name.toString());
  }

  @Test
  void aCommitThatIsNeverSent() throws Exception {
    Problem problem = incomplete();

    assertThat(problem.missing()).containsExactly(ObjectName.commit(sum(commit)));
  }

  @Test
  void aTargetThatIsNoCommit() throws Exception {
    ObjectName tree = first(ObjectType.DIRTREE);
    caller.deliver(id, source.bundle());

    Problem problem =
        caller
            .publish(id, move("main", "", tree.checksum().toString()))
            .problem(ErrorCode.INCOMPLETE);

    assertThat(problem.missing()).containsExactly(ObjectName.commit(tree.checksum()));
  }

  @Test
  void contentInTheOtherForm() throws Exception {
    ObjectName file = first(ObjectType.FILE);
    byte[] plain = Source.plain("text");
    ObjectName named = ObjectName.file(Checksum.ofBytes(plain));

    assertRefused(Source.bundle(file, Form.PLAIN, source.bytes(file)), file);
    assertRefused(Source.bundle(named, Form.ARCHIVE, plain), named);
  }

  @Test
  void plainContentThatIsCutOrLengthened() throws Exception {
    byte[] plain = Source.plain("some text that is not so short");
    ObjectName name = ObjectName.file(Checksum.ofBytes(plain));
    for (int size = 0; size < plain.length; size++) {
      assertRefused(Source.bundle(name, Form.PLAIN, Arrays.copyOf(plain, size)), name);
    }
    assertRefused(Source.bundle(name, Form.PLAIN, Arrays.copyOf(plain, plain.length + 1)), name);
  }

  @Test
  void aGoodObjectBesideABadOneIsKept() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] good = source.bundle();
    byte[] end = ByteBuffer.allocate(5).putInt(1, source.names().size() + 1).array();
    ObjectName bad = ObjectName.file(Checksum.ofBytes(new byte[0]));
    byte[] frame = Source.bundle(bad, Form.ARCHIVE, new byte[100]);
    out.write(frame, 0, frame.length - end.length);
    out.write(good, 4, good.length - 4 - end.length);
    out.writeBytes(end);

    BundleResult result = caller.bundle(id, out.toByteArray()).message(200, BundleResult.class);

    assertThat(result.refused()).extracting(Refusal::object).containsExactly(bad);
    assertThat(result.stored()).isEqualTo(source.names().size());
  }

  @Test
  void manyBadObjectsAreToldOnlyInPart() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    for (int i = 0; i < 1500; i++) {
      byte[] seed = {(byte) i, (byte) (i >> 8)};
      writer.object(
          ObjectName.dirTree(Checksum.ofBytes(seed)),
          Form.ARCHIVE,
          0,
          InputStream.nullInputStream());
    }
    writer.end();

    BundleResult result = caller.bundle(id, out.toByteArray()).message(200, BundleResult.class);

    assertThat(result.refused()).hasSize(1000);
    assertThat(result.stored()).isZero();
    assertThat(production.staged()).noneMatch(name -> name.contains("dirtree/"));
  }

  @Test
  void detachedMetadataThatIsNone() throws Exception {
    ObjectName name = ObjectName.commit(sum(commit));

    assertRefused(Source.detached(commit, new byte[] {1, 2, 3, 4}), name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/main",
        "main/",
        "a//b",
        ".",
        "..",
        "../heads/x",
        "a/../../../config",
        "a/..",
        ".hidden",
        "a/.hidden",
        "-option",
        "a/-b",
        "with space",
        "tab\\t",
        "line\\n",
        "nul\\u0000",
        "a:b",
        "a@b",
        "a+b",
        "a~b",
        "a^b",
        "a*",
        "a\\\\b",
        "%2e%2e",
        "\\ud800",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "LONG",
        "LONGER",
      })
  void aRefNameThatIsNone(String shown) throws Exception {
    String name =
        switch (shown) {
          case "LONG" -> "a".repeat(256);
          case "LONGER" -> "a/".repeat(2000) + "a";
          default -> shown;
        };
    caller.deliver(id, source.bundle());

    String json = "{\"refs\":[{\"ref\":\"" + name + "\",\"target\":\"" + commit + "\"}]}";
    Problem opened = caller.postText(Routes.PUSHES, json).problem(ErrorCode.MALFORMED);
    Problem published = caller.postText(Routes.publish(id), json).problem(ErrorCode.MALFORMED);

    assertThat(opened.detail()).contains("ref name");
    assertThat(published.detail()).isEqualTo(opened.detail());
    if (name.matches("[a-z@/ .:+~^*-]{1,80}")) {
      assertThat(opened.detail()).contains("'" + name + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "%2e%2e",
        "..%2f..%2fconfig",
        "..%2F..%2F..%2Frefs%2Fheads%2Fmain",
        "%2fetc%2fpasswd",
        "SUM",
        "SUM.",
        "SUM.filez",
        "SUM.FILE",
        "SUM.file%0a",
        "SUM.file%2f",
        "SUM%2ffile",
        "SUM.commitmeta",
        "SHORT.file",
        "LONG.file",
        "UPPER.file",
        "gggg.file",
        "../SUM.file",
        "SU/M.file",
      })
  void aNameThatIsNone(String shown) throws Exception {
    String sum = "0123456789abcdef".repeat(4);
    String name =
        shown
            .replace("SUM", sum)
            .replace("SHORT", sum.substring(1))
            .replace("LONG", sum + "0")
            .replace("UPPER", sum.toUpperCase(Locale.ROOT))
            .replace("SU/M", "01/" + sum.substring(2));
    Reply reply =
        caller.send(
            "PATCH",
            Routes.objects(id) + "/" + name,
            new byte[10],
            Routes.UPLOAD_FORM,
            "archive",
            Routes.UPLOAD_LENGTH,
            "10",
            Routes.UPLOAD_OFFSET,
            "0");

    if (name.contains("/")) {
      reply.problem(ErrorCode.NOT_FOUND);
    } else {
      String told = reply.problem(ErrorCode.MALFORMED).detail();
      assertThat(told).contains(URLDecoder.decode(name, StandardCharsets.UTF_8).replace('\n', '?'));
    }
    assertThat(production.staged()).noneMatch(path -> path.contains("parts/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit", "dirtree", "dirmeta"})
  void metadataInPieces(String type) throws Exception {
    ObjectName name = ObjectName.parse("0".repeat(64) + "." + type);

    Problem problem =
        caller.sendPiece(id, name, "archive", 10, 0, new byte[10]).problem(ErrorCode.MALFORMED);

    assertThat(problem.detail()).contains("only content objects");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, (16L << 20) + 1})
  void aFrameThatClaimsMoreThanItMay(long length) throws Exception {
    ObjectName name = first(ObjectType.FILE);
    byte[] frame = new byte[4 + Frame.HEAD_SIZE];
    ByteBuffer.wrap(frame)
        .putInt(Frame.MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .put(name.checksum().toBytes())
        .putLong(length);

    Problem problem = caller.bundle(id, frame).problem(ErrorCode.MALFORMED);

    assertThat(problem.detail()).contains(name.toString(), Long.toUnsignedString(length));
  }

  @Test
  void aLargeObjectThatClaimsMoreThanItMay() throws Exception {
    ObjectName name = first(ObjectType.FILE);

    Problem problem =
        caller
            .sendPiece(id, name, "archive", (1L << 40) + 1, 0, new byte[10])
            .problem(ErrorCode.TOO_LARGE);

    assertThat(problem.object()).contains(name);
    assertThat(problem.detail()).contains(name.toString());
    assertThat(caller.tellOffset(id, name, "archive", 999_999_999_999_999_999L).status())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "+1", "1.5", "0x10", "1e3", "9223372036854775808", "one", "1 1"})
  void numbersThatAreNone(String number) throws Exception {
    ObjectName name = first(ObjectType.FILE);
    for (String[] fields : List.of(new String[] {number, "0"}, new String[] {"10", number})) {
      caller
          .send(
              "PATCH",
              Routes.object(id, name),
              new byte[10],
              Routes.UPLOAD_FORM,
              "archive",
              Routes.UPLOAD_LENGTH,
              fields[0],
              Routes.UPLOAD_OFFSET,
              fields[1])
          .problem(ErrorCode.MALFORMED);
    }
    for (String form : List.of("", "ARCHIVE", "zstd")) {
      caller.sendPiece(id, name, form, 10, 0, new byte[10]).problem(ErrorCode.MALFORMED);
    }
  }

  /** A small object whose header claims the greatest file that is taken, and one byte more. */
  @Test
  void aFileThatClaimsToBeHuge() throws Exception {
    ObjectName name = first(ObjectType.FILE);
    for (long claim : new long[] {1L << 40, (1L << 40) + 1, Long.MAX_VALUE}) {
      byte[] bytes = source.bytes(name);
      ByteBuffer.wrap(bytes).putLong(8, claim);
      assertRefused(Source.bundle(name, Form.ARCHIVE, bytes), name);
      Problem problem =
          caller
              .sendPiece(id, name, "archive", bytes.length, 0, bytes)
              .problem(ErrorCode.OBJECT_REFUSED);
      assertThat(problem.object()).contains(name);
    }
  }

  @Test
  void aBundleThatIsNone() throws Exception {
    for (byte[] bundle :
        List.of(
            new byte[0],
            new byte[] {'O'},
            new byte[1000],
            "OUB2".getBytes(StandardCharsets.US_ASCII),
            "<html>".getBytes(StandardCharsets.US_ASCII))) {
      caller.bundle(id, bundle).problem(ErrorCode.MALFORMED);
    }
  }

  @Test
  void aBundleThatDoesNotKnowItsEnd() throws Exception {
    byte[] bundle = source.bundle();
    byte[] miscounted = bundle.clone();
    miscounted[miscounted.length - 1]++;

    caller.bundle(id, miscounted).problem(ErrorCode.MALFORMED);
    caller.bundle(id, Arrays.copyOf(bundle, bundle.length + 1)).problem(ErrorCode.MALFORMED);
    caller.bundle(id, Arrays.copyOf(bundle, bundle.length - 1)).problem(ErrorCode.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "{}", "{\"refs\":null}", "{\"refs\":[null]}", "{\"refs\":[{}]}"})
  void aMessageThatIsNone(String json) throws Exception {
    caller.postText(Routes.PUSHES, json).problem(ErrorCode.MALFORMED);
    caller.postText(Routes.publish(id), json).problem(ErrorCode.MALFORMED);
  }
}
