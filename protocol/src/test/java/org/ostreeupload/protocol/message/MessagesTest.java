// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/** What one side writes, the other reads. */
class MessagesTest {
  private static final RefName MAIN = new RefName("os/stable/x86_64");
  private static final RefName UNICODE = new RefName("ünï/日本");
  private static final Checksum ONE = Checksum.ofBytes(new byte[] {1});
  private static final Checksum TWO = Checksum.ofBytes(new byte[] {2});

  static Stream<Record> messages() {
    RefOutcome moved = new RefOutcome(MAIN, "moved", Optional.empty(), TWO, "");
    RefOutcome stale = new RefOutcome(UNICODE, "stale", Optional.of(ONE), TWO, "the head \"…\"\n");
    return Stream.of(
        Limits.DEFAULT,
        new Capabilities("1", List.of(2, 3), List.of("plain"), "archive", some(), Limits.DEFAULT),
        new Capabilities("", List.of(), List.of(), "", Optional.empty(), new Limits(1, 1, 1, 1)),
        new OpenPush(List.of()),
        new OpenPush(List.of(new Wish(MAIN, ONE, Optional.empty()))),
        new OpenPush(
            List.of(new Wish(MAIN, ONE, Optional.of(TWO)), new Wish(UNICODE, TWO, some(ONE)))),
        new OpenedPush(Optional.empty(), 0, List.of(), List.of(), List.of(), Limits.DEFAULT),
        new OpenedPush(
            Optional.of("some-id"),
            Long.MAX_VALUE,
            List.of(new Head(MAIN, Optional.empty()), new Head(UNICODE, some(ONE))),
            List.of(ObjectName.file(ONE), ObjectName.commit(TWO)),
            List.of("archive", "patch"),
            new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)),
        new Reservation(0),
        new Reservation(Long.MAX_VALUE),
        new BundleResult(0, 0, Optional.empty(), List.of()),
        new BundleResult(
            Integer.MAX_VALUE,
            1,
            Optional.of(Long.MAX_VALUE),
            List.of(
                new Refusal(ObjectName.file(ONE), "too short"),
                new Refusal(ObjectName.dirTree(TWO), ""))),
        new Publish(List.of()),
        new Publish(
            List.of(new Move(MAIN, Optional.empty(), ONE), new Move(UNICODE, some(ONE), TWO))),
        new Published(List.of()),
        new Published(List.of(moved, stale)),
        Problem.of(ErrorCode.BUSY, "too many pushes"),
        Problem.of(ErrorCode.BUSY, ""),
        new Problem(
            ErrorCode.INCOMPLETE,
            "objects are missing",
            Optional.of(ObjectName.commit(ONE)),
            List.of(moved, stale),
            List.of(ObjectName.commit(ONE), ObjectName.dirMeta(TWO), ObjectName.file(TWO))));
  }

  private static Optional<String> some() {
    return Optional.of("org.example.Os");
  }

  private static Optional<Checksum> some(Checksum checksum) {
    return Optional.of(checksum);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void readsWhatItWrote(Record message) throws Exception {
    byte[] json = Json.write(message);

    assertThat(Json.read(json, message.getClass())).isEqualTo(message);
    assertThat((Object) Json.read(new ByteArrayInputStream(json), message.getClass()))
        .isEqualTo(message);
  }

  @Test
  void namesAreWrittenAsText() {
    byte[] json = Json.write(new Publish(List.of(new Move(MAIN, Optional.empty(), ONE))));

    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"refs\":[{\"ref\":\"os/stable/x86_64\",\"expected\":null,\"target\":\""
                + ONE
                + "\"}]}");
  }
}
