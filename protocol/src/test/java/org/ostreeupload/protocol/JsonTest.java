// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.Capabilities;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

class JsonTest {
  private static final String SUM = "0123456789abcdef".repeat(4);
  private static final String LIMITS =
      "{\"refs\":1,\"namesPerQuestion\":1,\"bundledObject\":1,\"bundle\":1}";

  /** Quotes are written as apostrophes here; S stands for a checksum, L for limits. */
  private static byte[] json(String text) {
    return text.replace("'S'", "'" + SUM + "'")
        .replace("'L'", LIMITS)
        .replace('\'', '"')
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void assertMalformed(byte[] json, Class<?> type) {
    assertThatThrownBy(() -> Json.read(json, type))
        .isInstanceOf(MalformedException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void leavesFieldsAloneThatItDoesNotKnow() throws Exception {
    byte[] json =
        json("{'later':{'a':[1,{'b':null}]},'refs':[{'ref':'m','x':'y','target':'S'}],'z':1e9}");

    assertThat(Json.read(json, OpenPush.class))
        .isEqualTo(
            new OpenPush(
                List.of(new Wish(new RefName("m"), Checksum.parse(SUM), Optional.empty()))));
  }

  @Test
  void anOptionalFieldMayBeNullOrAbsent() throws Exception {
    OpenPush absent = Json.read(json("{'refs':[{'ref':'m','target':'S'}]}"), OpenPush.class);
    OpenPush none =
        Json.read(json("{'refs':[{'ref':'m','target':'S','detached':null}]}"), OpenPush.class);

    assertThat(none).isEqualTo(absent);
    assertThat(none.refs().getFirst().detached()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'refs':[],'refs':[]}",
        "{'refs':[{'ref':'m','ref':'m','target':'S'}]}",
        "{'refs':[],'x':{'y':1,'y':2}}",
      })
  void refusesAFieldThatIsThereTwice(String json) {
    assertMalformed(json(json), OpenPush.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "[null]",
        "\"\"",
        "0",
        "true",
        "{",
        "{'refs'",
        "{'refs':[",
        "{'refs':[]",
        "{'refs':[]}}",
        "{'refs':[]}{'refs':[]}",
        "{'refs':[]} x",
        "{'refs':[]} null",
        "{'refs':[],}",
        "{refs:[]}",
        "{'refs':[]}//",
        "/**/{'refs':[]}",
        "{'refs':NaN}",
        "{'refs':\u0000[]}",
        "\ufeff\ufeff{'refs':[]}",
      })
  void refusesWhatIsNotOneObject(String json) {
    assertMalformed(json(json), OpenPush.class);
  }

  /** For each message, what is wrong when nothing is there where something must be. */
  static List<Object[]> messagesWithNothing() {
    return List.<Object[]>of(
        new Object[] {OpenPush.class, "{}"},
        new Object[] {OpenPush.class, "{'refs':null}"},
        new Object[] {OpenPush.class, "{'refs':[null]}"},
        new Object[] {OpenPush.class, "{'refs':[{}]}"},
        new Object[] {OpenPush.class, "{'refs':[{'target':'S'}]}"},
        new Object[] {OpenPush.class, "{'refs':[{'ref':null,'target':'S'}]}"},
        new Object[] {OpenPush.class, "{'refs':[{'ref':'m'}]}"},
        new Object[] {OpenPush.class, "{'refs':[{'ref':'m','target':null}]}"},
        new Object[] {OpenedPush.class, "{}"},
        new Object[] {OpenedPush.class, "{'id':'i','idleSeconds':1,'wanted':[],'refs':[]}"},
        new Object[] {
          OpenedPush.class, "{'id':'i','idleSeconds':1,'wanted':[],'refs':[],'limits':null}"
        },
        new Object[] {
          OpenedPush.class, "{'id':'i','idleSeconds':1,'wanted':[],'refs':[],'limits':{}}"
        },
        new Object[] {
          OpenedPush.class, "{'id':'i','idleSeconds':1,'wanted':[],'refs':null,'limits':'L'}"
        },
        new Object[] {OpenedPush.class, "{'id':'i','idleSeconds':1,'wanted':[],'limits':'L'}"},
        new Object[] {
          OpenedPush.class, "{'id':'i','idleSeconds':1,'wanted':[],'refs':[null],'limits':'L'}"
        },
        new Object[] {
          OpenedPush.class, "{'id':'i','idleSeconds':1,'wanted':[],'refs':[{}],'limits':'L'}"
        },
        new Object[] {
          OpenedPush.class, "{'id':'i','idleSeconds':null,'wanted':[],'refs':[],'limits':'L'}"
        },
        new Object[] {OpenedPush.class, "{'id':'i','refs':[],'limits':'L'}"},
        new Object[] {Publish.class, "{}"},
        new Object[] {Publish.class, "{'refs':null}"},
        new Object[] {Publish.class, "{'refs':[null]}"},
        new Object[] {Publish.class, "{'refs':[{'ref':null,'target':'S'}]}"},
        new Object[] {Publish.class, "{'refs':[{'ref':'m','target':null}]}"},
        new Object[] {Published.class, "{}"},
        new Object[] {Published.class, "{'refs':[null]}"},
        new Object[] {Published.class, "{'refs':[{'ref':'m','target':'S','detail':''}]}"},
        new Object[] {Published.class, "{'refs':[{'ref':'m','target':'S','outcome':'moved'}]}"},
        new Object[] {
          Published.class, "{'refs':[{'ref':'m','target':'S','outcome':null,'detail':''}]}"
        },
        new Object[] {BundleResult.class, "{}"},
        new Object[] {BundleResult.class, "{'stored':0,'present':0,'refused':null}"},
        new Object[] {BundleResult.class, "{'stored':0,'present':0,'refused':[null]}"},
        new Object[] {BundleResult.class, "{'stored':0,'present':0,'refused':[{}]}"},
        new Object[] {BundleResult.class, "{'stored':null,'present':0,'refused':[]}"},
        new Object[] {BundleResult.class, "{'present':0,'refused':[]}"},
        new Object[] {BundleResult.class, "{'stored':0,'refused':[]}"},
        new Object[] {Problem.class, "{}"},
        new Object[] {Problem.class, "{'code':null,'detail':'d'}"},
        new Object[] {Problem.class, "{'code':'busy'}"},
        new Object[] {Problem.class, "{'code':'busy','detail':null}"},
        new Object[] {Problem.class, "{'code':'busy','detail':'d','refs':[null]}"},
        new Object[] {Problem.class, "{'code':'busy','detail':'d','missing':[null]}"},
        new Object[] {Limits.class, "{}"},
        new Object[] {Limits.class, "{'refs':1,'namesPerQuestion':1,'bundledObject':1}"},
        new Object[] {
          Limits.class, "{'refs':null,'namesPerQuestion':1,'bundledObject':1,'bundle':1}"
        },
        new Object[] {
          Capabilities.class,
          "{'version':'1','protocols':[null],'forms':[],'mode':'archive','limits':'L'}"
        },
        new Object[] {
          Capabilities.class,
          "{'version':'1','protocols':[],'forms':[null],'mode':'archive','limits':'L'}"
        },
        new Object[] {
          Capabilities.class,
          "{'version':null,'protocols':[],'forms':[],'mode':'archive','limits':'L'}"
        },
        new Object[] {
          Capabilities.class, "{'version':'1','protocols':[],'forms':[],'mode':'archive'}"
        });
  }

  @ParameterizedTest
  @MethodSource("messagesWithNothing")
  void refusesNothingWhereSomethingMustBe(Class<?> type, String json) {
    assertMalformed(json(json), type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'refs':0,'namesPerQuestion':1,'bundledObject':1,'bundle':1}",
        "{'refs':1,'namesPerQuestion':-1,'bundledObject':1,'bundle':1}",
        "{'refs':1,'namesPerQuestion':1,'bundledObject':0,'bundle':1}",
        "{'refs':1,'namesPerQuestion':1,'bundledObject':1,'bundle':-9223372036854775808}",
        "{'refs':1,'namesPerQuestion':1,'bundledObject':1,'bundle':9223372036854775808}",
        "{'refs':4294967297,'namesPerQuestion':1,'bundledObject':1,'bundle':1}",
      })
  void refusesLimitsThatNobodyCouldKeep(String json) {
    assertMalformed(json(json), Limits.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "'m'",
        "0",
        "1e3",
        "true",
        "[]",
        "{}",
        "['S']",
        "{'a':'S'}",
      })
  void refusesWhatIsNoChecksum(String value) {
    assertMalformed(json("{'refs':[{'ref':'m','target':" + value + "}]}"), OpenPush.class);
    assertMalformed(
        json("{'refs':[{'ref':'m','target':'S','detached':" + value + "}]}"), OpenPush.class);
  }

  @Test
  void refusesAChecksumOfAnyOtherForm() {
    for (String bad :
        List.of(
            SUM.substring(1),
            SUM + "0",
            SUM.toUpperCase(Locale.ROOT),
            "g" + SUM.substring(1),
            " " + SUM.substring(1),
            SUM + "\\n",
            "\\u0000" + SUM.substring(1))) {
      assertMalformed(json("{'refs':[{'ref':'m','target':'" + bad + "'}]}"), OpenPush.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "'S'",
        "'/'",
        "'/a'",
        "'a/'",
        "'a//b'",
        "'.'",
        "'..'",
        "'a/../b'",
        "'a/./b'",
        "'.a'",
        "'-a'",
        "'a/-b'",
        "'a/.b'",
        "'a b'",
        "'a\\n'",
        "'a\\u0000b'",
        "'a:b'",
        "'a@b'",
        "'a+b'",
        "'a\\\\b'",
        "'a%2fb'",
        "'\\ud800'",
        "'a\\udc00'",
        "'refs/heads/a*'",
        "7",
        "1.5",
        "true",
        "[]",
        "{}",
        "['a']",
      })
  void refusesWhatIsNoRefName(String value) {
    assertMalformed(json("{'refs':[{'ref':" + value + ",'target':'S'}]}"), OpenPush.class);
    assertMalformed(json("{'refs':[{'ref':" + value + ",'target':'S'}]}"), Publish.class);
  }

  @Test
  void refusesALongRefNameAndALongComponent() {
    String component = "a".repeat(255);
    assertMalformed(json("{'refs':[{'ref':'" + component + "a','target':'S'}]}"), OpenPush.class);
    assertMalformed(
        json("{'refs':[{'ref':'" + (component + "/").repeat(16) + "a','target':'S'}]}"),
        OpenPush.class);
  }

  @Test
  void aRefusedNameIsNamed() {
    byte[] json = json("{'refs':[{'ref':'a/../b','target':'S'}]}");

    assertThatThrownBy(() -> Json.read(json, OpenPush.class)).hasMessageContaining("'a/../b'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'S'",
        "'S.file",
        "'../../etc/passwd'",
        "'S.'",
        "'S.tree'",
        "'S.filez'",
        "'/S.file'",
        "1",
      })
  void refusesWhatIsNoObjectName(String value) {
    String name = value.replace("S", SUM);
    assertMalformed(
        json("{'stored':0,'present':0,'refused':[{'object':" + name + ",'detail':''}]}"),
        BundleResult.class);
    assertMalformed(json("{'code':'busy','detail':'d','object':" + name + "}"), Problem.class);
    assertMalformed(json("{'code':'busy','detail':'d','missing':[" + name + "]}"), Problem.class);
  }

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
