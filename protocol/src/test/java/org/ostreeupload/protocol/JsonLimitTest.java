// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ostreeupload.protocol.JsonText.assertMalformed;
import static org.ostreeupload.protocol.JsonText.json;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.gvariant.MalformedException;

/** Messages that are deep, large, endless, or in no encoding. */
class JsonLimitTest {
  @ParameterizedTest
  @ValueSource(strings = {"[", "{'a':"})
  void refusesDeepNestingAlsoInFieldsThatItDoesNotKnow(String opening) {
    assertMalformed(json("{'refs':[],'x':" + opening.repeat(20)), OpenPush.class);
    assertMalformed(json("{'refs':[],'x':" + opening.repeat(1_000_000)), OpenPush.class);
    assertMalformed(json(opening.repeat(1_000_000)), OpenPush.class);
  }

  @Test
  void refusesHugeStringsNumbersAndFieldNames() {
    assertMalformed(json("{'code':'busy','detail':'" + "x".repeat(100_000) + "'}"), Problem.class);
    assertMalformed(json("{'code':'" + "x".repeat(100_000) + "','detail':'d'}"), Problem.class);
    assertMalformed(
        json("{'refs':[{'ref':'" + "a".repeat(100_000) + "','target':'S'}]}"), OpenPush.class);
    assertMalformed(
        json("{'stored':0,'present':" + "9".repeat(100) + ",'refused':[]}"), BundleResult.class);
    assertMalformed(json("{'refs':[],'" + "x".repeat(1_000) + "':1}"), OpenPush.class);
  }

  @Test
  void saysLittleAboutMuchThatIsWrong() {
    byte[] json = json("{'refs':" + "x".repeat(1 << 20) + "}");

    assertThatThrownBy(() -> Json.read(json, OpenPush.class))
        .isInstanceOf(MalformedException.class)
        .message()
        .hasSizeLessThan(2_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "c328", "eda080", "f4908080", "ff", "fe", "00"})
  void refusesBytesThatAreNoUtf8(String hex) {
    byte[] bad = HexFormat.of().parseHex(hex);
    byte[] json = json("{'refs':[{'ref':'????','target':'S'}]}");
    int at = new String(json, StandardCharsets.US_ASCII).indexOf("????");
    System.arraycopy(bad, 0, json, at, bad.length);

    assertMalformed(json, OpenPush.class);
  }

  @Test
  void aRefusalOfOddTextCanBeToldAgain() {
    byte[] json = json("{'\\ud800':1,'\\ud800':2}");

    assertThatThrownBy(() -> Json.read(json, OpenPush.class))
        .isInstanceOfSatisfying(
            MalformedException.class,
            e -> assertThat(Json.write(Problem.of(ErrorCode.MALFORMED, e.rule()))).isNotEmpty());
  }

  @Test
  void writesTextThatIsNoUnicode() throws Exception {
    Problem problem = Problem.of(ErrorCode.INTERNAL, "half a pair: \ud83d!");

    assertThat(Json.read(Json.write(problem), Problem.class).detail())
        .startsWith("half a pair: ")
        .endsWith("!");
  }

  @Test
  void readsOtherEncodingsOrRefusesThem() {
    for (Charset charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      byte[] json = "{\"refs\":[]".getBytes(charset);
      assertMalformed(json, OpenPush.class);
    }
  }

  @Test
  void readsAsManyBytesAsAreAllowedAndNoMore() throws Exception {
    byte[] spaces = new byte[Limits.MAX_JSON - 11];
    Arrays.fill(spaces, (byte) ' ');
    byte[] json = json("{'refs':[]}");

    assertThat(Json.read(both(spaces, json), OpenPush.class)).isEqualTo(new OpenPush(List.of()));
    assertThatThrownBy(() -> Json.read(both(spaces, json("{'refs':[]} ")), OpenPush.class))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("larger than 8388608 bytes");
  }

  private static InputStream both(byte[] first, byte[] second) {
    return new SequenceInputStream(
        new ByteArrayInputStream(first), new ByteArrayInputStream(second));
  }

  /** A stream that does the same for ever. */
  @FunctionalInterface
  private interface Reading {
    int read(byte[] into, int offset, int length) throws IOException;
  }

  private static InputStream stream(Reading reading) {
    return new FilterInputStream(InputStream.nullInputStream()) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return reading.read(into, offset, length);
      }
    };
  }

  @Test
  void stopsReadingBehindTheLimit() {
    AtomicLong given = new AtomicLong();
    InputStream endless =
        stream(
            (into, offset, length) -> {
              Arrays.fill(into, offset, offset + length, (byte) ' ');
              given.addAndGet(length);
              return length;
            });

    assertThatThrownBy(() -> Json.read(endless, OpenPush.class))
        .isInstanceOf(MalformedException.class);
    assertThat(given).hasValue(Limits.MAX_JSON + 1L);
  }

  @Test
  void aFailureOfTheStreamIsNotTheSendersFault() {
    InputStream broken =
        stream(
            (into, offset, length) -> {
              throw new IOException("broken");
            });

    assertThatThrownBy(() -> Json.read(broken, OpenPush.class))
        .isNotInstanceOf(MalformedException.class)
        .hasMessage("broken");
  }
}
