// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.pusher.FakeServer.Answer;
import org.ostreeupload.pusher.FakeServer.Request;

/** A large object goes in pieces, none larger than a bundle, from where it was left. */
class LargeObjectPiecesTest {
  private static final int PIECE = 1 << 21;
  private static final int SIZE = 5_000_000;
  private static final int ARRIVED = 2_500_000;

  @TempDir private Path directory;

  private Source source;
  private String content = "";
  private FakeReceiver receiver = new FakeReceiver("", "");
  private final StringBuilder taken = new StringBuilder();
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void makeSource() throws IOException {
    source = Source.in(directory);
    source.writeNoise("large", SIZE, 1);
    receiver = new FakeReceiver("main", source.commit("main")).taking(PIECE);
    Path file =
        source.objects().stream()
            .map(name -> ObjectFiles.path(source.repository(), name))
            .filter(path -> path.toFile().length() > PIECE)
            .findFirst()
            .orElseThrow();
    content = Files.readString(file, StandardCharsets.ISO_8859_1);
    receiver.on("HEAD ", request -> offset()).on("PATCH ", this::take);
  }

  private Answer offset() {
    return Answer.of(204, "text/plain", "").with("Upload-Offset", "" + taken.length());
  }

  private Answer take(Request request) {
    taken.append(request.body());
    return offset();
  }

  /** Takes pieces, but for the second request, which gets this answer. */
  private Function<Request, Answer> failingOnce(Answer failure) {
    AtomicBoolean hasFailed = new AtomicBoolean();
    return request -> !taken.isEmpty() && !hasFailed.getAndSet(true) ? failure : take(request);
  }

  private PushReport push(FakeServer server) throws IOException {
    ReceiverAddress address =
        ReceiverAddress.parse(server.uri().toString(), "token", TlsOptions.DEFAULT);
    return source.push(address, recorder, "main");
  }

  private void assertHasArrived() {
    assertThat(taken.toString().equals(content)).as("every byte, each once").isTrue();
  }

  @Test
  void noPieceIsLargerThanABundle() throws IOException {
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(server.requests("PATCH"))
          .extracting(request -> request.body().length())
          .containsExactly(PIECE, PIECE, content.length() - 2 * PIECE);
      assertThat(server.requests("HEAD")).hasSize(1);
    }
    assertHasArrived();
  }

  @Test
  void aBareRepositoryIsReadOnForEachPiece() throws IOException {
    source = Source.in(directory.resolve("bare"), "bare-user");
    source.writeNoise("large", SIZE, 1);
    receiver =
        new FakeReceiver("main", source.commit("main"))
            .taking(PIECE)
            .on("HEAD ", request -> offset())
            .on("PATCH ", failingOnce(Answer.problem(409, "wrong-offset", true)));
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
    }
    byte[] noise = Files.readAllBytes(source.tree().resolve("large"));
    assertThat(taken.toString().endsWith(new String(noise, StandardCharsets.ISO_8859_1))).isTrue();
    assertThat(taken.length()).isLessThan(SIZE + 1000);
  }

  @Test
  void aReceiverWhoseDiskIsFullIsHeardAtOnce() throws IOException {
    Answer full = Answer.problem(507, "no-space", true);
    receiver.on("PATCH ", request -> taken.isEmpty() ? take(request) : full);
    try (FakeServer server = FakeServer.answering(receiver)) {
      PushException refusal = catchThrowableOfType(PushException.class, () -> push(server));
      assertThat(refusal).hasMessageContaining("push again when there is space");
      assertThat(server.requests("PATCH"))
          .as("two pieces, and one of them twice more")
          .hasSize(4)
          .allMatch(request -> request.body().length() == PIECE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-offset", "internal"})
  void aPieceThatFailsIsSentAgainFromWhereItWasLeft(String code) throws IOException {
    receiver.on("PATCH ", failingOnce(Answer.problem(500, code, true)));
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(server.requests("HEAD")).hasSize(2);
    }
    assertHasArrived();
  }

  private long reserved(FakeServer server) {
    String bodies =
        server.requests("/reservation").stream().map(Request::body).collect(Collectors.joining());
    return Long.parseLong(bodies.replaceAll("[^0-9]", ""));
  }

  @Test
  void spaceIsNotReservedForWhatHasArrived() throws IOException {
    taken.append(content, 0, ARRIVED);
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(reserved(server)).isEqualTo(recorder.plan().bytes() - ARRIVED);
      assertThat(server.requests("HEAD")).as("what was asked is not asked again").hasSize(1);
    }
    assertHasArrived();
  }

  @Test
  void noSpaceIsReservedForALittleThatIsLeft() throws IOException {
    taken.append(content, 0, SIZE - 1000);
    try (FakeServer server = FakeServer.answering(receiver)) {
      push(server);
      assertThat(server.requests("/reservation")).isEmpty();
    }
    assertHasArrived();
  }
}
