// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.receiver.push.Caller.move;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** One object in pieces, over as many connections as it takes. */
class LargeObjectTest {
  private static final int SIZE = 300_000;

  @TempDir private Path directory;
  private Production production;
  private Caller caller;
  private Source source;
  private String commit;
  private String id;
  private ObjectName name;
  private byte[] archive;
  private byte[] plain;

  @BeforeEach
  void start() throws Exception {
    production = Production.start(directory);
    caller = production.builder();
    source = Source.make(directory.resolve("source"));
    Path tree = Files.createDirectory(directory.resolve("tree"));
    byte[] data = new byte[SIZE];
    new Random(5).nextBytes(data);
    Files.write(tree.resolve("large"), data);
    commit = source.ostree().commit("main", tree, "--owner-uid=0", "--owner-gid=0");
    name = source.only(ObjectType.FILE);
    archive = source.bytes(name);
    plain = Arrays.copyOf(Source.plain(""), Source.plain("").length + SIZE);
    System.arraycopy(data, 0, plain, plain.length - SIZE, SIZE);
    assertThat(Checksum.ofBytes(plain)).isEqualTo(name.checksum());
    id = caller.open("main", commit);
  }

  @AfterEach
  void close() throws Exception {
    production.close();
  }

  private Reply send(String form, byte[] whole, int from, int to) throws Exception {
    return caller.sendPiece(
        id, name, form, whole.length, from, Arrays.copyOfRange(whole, from, to));
  }

  private long offset(String form, byte[] whole) throws Exception {
    Reply reply = caller.tellOffset(id, name, form, whole.length);
    assertThat(reply.status()).isEqualTo(204);
    return Long.parseLong(reply.field(Routes.UPLOAD_OFFSET));
  }

  private static void assertTaken(Reply reply, long offset) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
    assertThat(reply.field(Routes.UPLOAD_OFFSET)).isEqualTo(Long.toString(offset));
  }

  private void publishRest() throws Exception {
    caller.deliver(id, source.bundle(other -> !other.equals(name)));
    caller.publish(id, move("main", "", commit)).message(200, Published.class);
    production.assertSound();
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive", "plain"})
  void takesAnObjectInPieces(String form) throws Exception {
    byte[] whole = form.equals("plain") ? plain : archive;
    assertThat(offset(form, whole)).isZero();
    int at = 0;
    for (int size : new int[] {1, 7, 0, 65_535, 65_536, 65_537, whole.length}) {
      int to = Math.min(whole.length, at + size);
      assertTaken(send(form, whole, at, to), to);
      assertThat(offset(form, whole)).isEqualTo(to);
      at = to;
    }
    assertThat(at).isEqualTo(whole.length);
    publishRest();
  }

  @Test
  void takesAPieceOfWhichItIsNotToldTheLength() throws Exception {
    Reply reply =
        caller.sendChunked(
            "PATCH",
            Routes.object(id, name),
            new ByteArrayInputStream(archive),
            Routes.UPLOAD_FORM,
            "archive",
            Routes.UPLOAD_LENGTH,
            Integer.toString(archive.length),
            Routes.UPLOAD_OFFSET,
            "0");

    assertTaken(reply, archive.length);
    publishRest();
  }

  @Test
  void refusesAPieceThatDoesNotBeginWhereTheLastOneEnded() throws Exception {
    assertTaken(send("archive", archive, 0, 1000), 1000);

    for (int offset : new int[] {0, 999, 1001, archive.length}) {
      Problem problem =
          send("archive", archive, offset, archive.length).problem(ErrorCode.WRONG_OFFSET);
      assertThat(problem.detail()).contains(name.toString(), "at byte 1000", "not at " + offset);
      assertThat(problem.object()).contains(name);
      assertThat(offset("archive", archive)).isEqualTo(1000);
    }

    assertTaken(send("archive", archive, 1000, archive.length), archive.length);
    publishRest();
  }

  @Test
  void anotherTotalBeginsAnew() throws Exception {
    assertTaken(send("archive", archive, 0, 1000), 1000);
    byte[] longer = Arrays.copyOf(archive, archive.length + 1);

    send("archive", longer, 1000, longer.length).problem(ErrorCode.WRONG_OFFSET);
    assertThat(offset("archive", longer)).isZero();
    assertThat(offset("archive", archive)).isEqualTo(1000);
    send("archive", longer, 0, longer.length).problem(ErrorCode.OBJECT_REFUSED);

    assertTaken(send("archive", archive, 1000, archive.length), archive.length);
  }

  @Test
  void anotherFormBeginsAnew() throws Exception {
    assertTaken(send("archive", archive, 0, 1000), 1000);
    assertThat(offset("plain", plain)).isZero();

    assertTaken(send("plain", plain, 0, plain.length), plain.length);
    assertThat(offset("archive", archive)).isEqualTo(archive.length);
    publishRest();
  }

  @Test
  void refusesWrongBytesAndThenTakesTheRightOnes() throws Exception {
    byte[] wrong = archive.clone();
    wrong[wrong.length / 2] ^= 1;
    assertTaken(send("archive", wrong, 0, 1000), 1000);

    Problem problem = send("archive", wrong, 1000, wrong.length).problem(ErrorCode.OBJECT_REFUSED);

    assertThat(problem.object()).contains(name);
    assertThat(problem.detail()).contains(name.toString());
    assertThat(offset("archive", archive)).isZero();
    assertTaken(send("archive", archive, 0, archive.length), archive.length);
    publishRest();
  }

  @Test
  void refusesMoreBytesThanWereAnnounced() throws Exception {
    byte[] longer = Arrays.copyOf(archive, archive.length + 100_000);

    Problem problem =
        caller
            .sendPiece(id, name, "archive", archive.length, 0, longer)
            .problem(ErrorCode.MALFORMED);
    assertThat(problem.detail()).contains("longer than the " + archive.length + " bytes");

    int at = Math.toIntExact(offset("archive", archive));
    assertThat(at).isLessThanOrEqualTo(archive.length);
    assertTaken(send("archive", archive, at, archive.length), archive.length);
    publishRest();
  }

  @Test
  void anObjectThatIsThereIsWhole() throws Exception {
    caller.deliver(id, source.bundle());
    assertThat(offset("archive", archive)).isEqualTo(archive.length);
    assertThat(offset("plain", plain)).isEqualTo(plain.length);
    assertTaken(send("archive", archive, 0, 10), archive.length);

    caller.publish(id, move("main", "", commit)).message(200, Published.class);
    id = caller.open("other", commit);
    assertThat(offset("archive", archive)).isEqualTo(archive.length);
    assertTaken(send("plain", plain, 5, 10), plain.length);
  }

  @Test
  void goesOnWhereABrokenConnectionEnded() throws Exception {
    try (RawConnection connection = production.connect()) {
      sendHead(connection, archive.length);
      connection.send(archive, 0, 100_000).endOutput();
      assertThat(connection.readHead()).startsWith("HTTP/1.1 400");
    }

    int at = Math.toIntExact(offset("archive", archive));

    assertThat(at).isEqualTo(100_000);
    assertTaken(send("archive", archive, at, archive.length), archive.length);
    publishRest();
  }

  @Test
  void goesOnWhereAConnectionWasReset() throws Exception {
    try (RawConnection connection = production.connect()) {
      sendHead(connection, archive.length);
      connection.send(archive, 0, 100_000).cut();
    }
    production.awaitAnswered("PATCH");

    int at = Math.toIntExact(offset("archive", archive));

    assertThat(at).isLessThanOrEqualTo(100_000);
    assertTaken(send("archive", archive, at, archive.length), archive.length);
    publishRest();
  }

  private RawConnection sendHead(RawConnection connection, int length) throws Exception {
    return connection.head(
        "PATCH",
        Routes.object(id, name),
        Routes.UPLOAD_FORM,
        "archive",
        Routes.UPLOAD_LENGTH,
        Integer.toString(archive.length),
        Routes.UPLOAD_OFFSET,
        "0",
        "Content-Length",
        Integer.toString(length));
  }

  @Test
  void onlyOneRequestAtATimeSendsAnObject() throws Exception {
    try (RawConnection connection = production.connect()) {
      sendHead(connection, archive.length).send(archive, 0, 1000);
      production.awaitStaged(name.toString());

      assertThat(caller.tellOffset(id, name, "archive", archive.length).status()).isEqualTo(409);
      for (String form : new String[] {"archive", "plain"}) {
        Problem problem =
            caller
                .sendPiece(id, name, form, archive.length, 0, archive)
                .problem(ErrorCode.OBJECT_BUSY);
        assertThat(problem.object()).contains(name);
        assertThat(problem.detail()).contains(name.toString());
      }

      connection.send(archive, 1000, archive.length - 1000);
      assertThat(connection.readHead()).startsWith("HTTP/1.1 204");
    }
    publishRest();
  }

  @Test
  void anEndedPushKeepsNoPieces() throws Exception {
    assertTaken(send("archive", archive, 0, 1000), 1000);
    assertThat(production.staged()).anyMatch(path -> path.contains("parts/"));

    caller.discard(id);

    assertThat(production.staged()).isEmpty();
  }
}
