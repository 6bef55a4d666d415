// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** Sizes, offsets and ends that are not true. */
class LyingSizesTest extends LyingPusher {
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
}
