// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ostreeupload.protocol.JsonText.SUM;
import static org.ostreeupload.protocol.JsonText.assertMalformed;
import static org.ostreeupload.protocol.JsonText.json;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish;

/** Values in a message that are none: checksums, names, limits. */
class JsonValueTest {
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
}
