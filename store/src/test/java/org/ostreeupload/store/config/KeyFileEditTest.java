// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

class KeyFileEditTest {
  private static final String ODD =
      "# head\n\n [core] \n  mode = bare \n#inside\n\nfsync=true\n\n# next\n[other]\nk=v";

  private static String edited(String text, String group, String key, String value)
      throws MalformedException {
    KeyFile edited = KeyFile.parse(text).with(group, key, value);
    assertThat(edited.get(group, key)).contains(value);
    return edited.toString();
  }

  @Test
  void changesTheLineOfTheKeyAndNothingElse() throws MalformedException {
    assertThat(edited(ODD, "core", "mode", "archive-z2"))
        .isEqualTo(ODD.replace("  mode = bare ", "mode=archive-z2"));
    assertThat(edited(ODD, "other", "k", "w")).isEqualTo(ODD.replace("k=v", "k=w"));
  }

  @Test
  void addsAKeyBehindTheLastOneOfItsGroup() throws MalformedException {
    assertThat(edited(ODD, "core", "collection-id", "org.a.B"))
        .isEqualTo(ODD.replace("fsync=true\n", "fsync=true\ncollection-id=org.a.B\n"));
    assertThat(edited("[a]\nk=v\n", "a", "l", "w")).isEqualTo("[a]\nk=v\nl=w\n");
    assertThat(edited("[a]\n\n[b]\n", "a", "k", "v")).isEqualTo("[a]\nk=v\n\n[b]\n");
  }

  @Test
  void addsAGroupAtTheEnd() throws MalformedException {
    assertThat(edited("[a]\nk=v\n", "b", "k", "w")).isEqualTo("[a]\nk=v\n[b]\nk=w\n");
    assertThat(edited("", "b", "k", "w")).isEqualTo("[b]\nk=w\n");
    assertThat(edited("# c\n\n", "b", "k", "w")).isEqualTo("# c\n\n[b]\nk=w\n");
  }

  @Test
  void addsBehindALastLineWithoutItsEnd() throws MalformedException {
    assertThat(edited(ODD, "other", "l", "w")).isEqualTo(ODD + "\nl=w");
    assertThat(edited("[a]", "a", "k", "v")).isEqualTo("[a]\nk=v");
    assertThat(edited("[a]\nk=v", "b", "k", "w")).isEqualTo("[a]\nk=v\n[b]\nk=w");
  }

  @Test
  void changesTheValueThatCountsOfAKeyThatStandsTwice() throws MalformedException {
    String text = "[a]\nk=1\nk=2\n[b]\nk=9\n[a]\nk=3\nl=1\n";
    assertThat(edited(text, "a", "k", "4")).isEqualTo(text.replace("k=3", "k=4"));
    assertThat(edited(text, "a", "m", "4")).isEqualTo(text + "m=4\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "  ", " a", "a ", "\ta", "a\t", "a  b", "a\nb", "\n", "a\rb\r", "\\", "\\n",
        "a\\sb", "x;y;", "#a", "[a]", "=", "ünï", " \\ "
      })
  void readsBackEveryValueThatItWrote(String value) throws MalformedException {
    String text = edited("[g]\nk=v\nl=w\n", "g", "k", value);
    assertThat(text.lines()).hasSize(3);
    KeyFile again = KeyFile.parse(text);
    assertThat(again.get("g", "k")).contains(value);
    assertThat(again.get("g", "l")).contains("w");
  }

  @Test
  void leavesTheFileThatItWasMadeFromAlone() throws MalformedException {
    KeyFile file = KeyFile.parse(ODD);
    file.with("core", "mode", "archive-z2");
    assertThat(file).hasToString(ODD);
  }
}
