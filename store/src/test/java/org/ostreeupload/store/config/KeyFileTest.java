// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

class KeyFileTest {
  private static final String FRESH = "[core]\nrepo_version=1\nmode=archive-z2\n";

  @Test
  void readsWhatInitWrites() throws MalformedException {
    KeyFile file = KeyFile.parse(FRESH);
    assertThat(file.get("core", "repo_version")).contains("1");
    assertThat(file.get("core", "mode")).contains("archive-z2");
    assertThat(file.get("core", "absent")).isEmpty();
    assertThat(file.get("absent", "mode")).isEmpty();
    assertThat(file).hasToString(FRESH);
  }

  @Test
  void keepsBlanksOutOfKeysAndValuesButNotOutOfTheMiddle() throws MalformedException {
    KeyFile file = KeyFile.parse(" [a b] \n\t key  =  one  two \nempty=\nmore= = \n");
    assertThat(file.get("a b", "key")).contains("one  two");
    assertThat(file.get("a b", "empty")).contains("");
    assertThat(file.get("a b", "more")).contains("=");
  }

  @Test
  void keepsSemicolonsAndHashesInValues() throws MalformedException {
    KeyFile file =
        KeyFile.parse("[g]\nlist=a;b;c;\nhash=a#b # c\n[remote \"o\"]\nurl=http://x/?a=b\n");
    assertThat(file.get("g", "list")).contains("a;b;c;");
    assertThat(file.get("g", "hash")).contains("a#b # c");
    assertThat(file.get("remote \"o\"", "url")).contains("http://x/?a=b");
  }

  @Test
  void readsEscapes() throws MalformedException {
    KeyFile file = KeyFile.parse("[g]\nk=\\sa\\tb\\nc\\rd\\\\e\\s\n");
    assertThat(file.get("g", "k")).contains(" a\tb\nc\rd\\e ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:\\dir", "\\", "a\\", "\\x41", "a\\;b"})
  void keepsEscapesThatItDoesNotKnow(String value) throws MalformedException {
    String text = "[remote]\npath=" + value + "\n[core]\nmode=bare\n";
    KeyFile file = KeyFile.parse(text);
    assertThat(file.get("remote", "path")).contains(value);
    assertThat(file.get("core", "mode")).contains("bare");
    assertThat(file).hasToString(text);
  }

  @Test
  void takesTheLastOfTwoValues() throws MalformedException {
    KeyFile file = KeyFile.parse("[g]\nk=1\nk=2\n[h]\nk=5\n[g]\nk=3\n");
    assertThat(file.get("g", "k")).contains("3");
    assertThat(file.get("h", "k")).contains("5");
  }

  @ParameterizedTest
  @CsvSource({
    "'[core', line 1 is no group",
    "'[]', line 1 is no group",
    "'[', line 1 is no group",
    "'[g]\nword', line 2 is no entry",
    "'[g]\n=value', line 2 is no entry",
    "'[g]\n = value', line 2 is no entry",
    "'# c\n\nk=v', line 3 stands before the first group",
  })
  void refusesLinesThatAreNoGroupEntryOrComment(String text, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> KeyFile.parse(text))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# only a comment",
        "[g]",
        "[g]\nk=v",
        "[g]\nk=v\n",
        "[g]\nk=v\n\n\n",
        "\n \n# c\n  # d\n[g] \n\tk = v \n\n;=x\n",
        "[g]\r\nk=v\r\n# c\r\n",
        "[g]\nk=a\rb\n",
        "[g]\nk=a\u000bb\u0085c\u2028d\n",
        "[g]\nünï=日本\n"
      })
  void writesTheTextThatItRead(String text) throws MalformedException {
    assertThat(KeyFile.parse(text)).hasToString(text);
  }

  @Test
  void readsLinesThatEndInCarriageReturns() throws MalformedException {
    assertThat(KeyFile.parse("[g]\r\nk=v\r\n").get("g", "k")).contains("v");
  }
}
