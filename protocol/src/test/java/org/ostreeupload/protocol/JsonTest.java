// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.protocol.JsonText.SUM;
import static org.ostreeupload.protocol.JsonText.assertMalformed;
import static org.ostreeupload.protocol.JsonText.json;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.Capabilities;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/** The shape of a message: one object with the fields that it must have, each once. */
class JsonTest {
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
}
