// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

class RefNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "main",
        "os/stable/x86_64",
        "app/org.example.App/x86_64/stable",
        "_",
        "_/_",
        "0",
        "a-",
        "a.",
        "a..b",
        "a/b..c/d",
        "1.0-rc1",
        "a.lock",
        "ünï",
        "日本/東京",
        "Ω",
        "٣",
        "𝒳",
        "x.-_",
        "runtime/org.freedesktop.Platform.GL.nvidia-550-54-14/x86_64/1.4",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "x/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void acceptsComponentsOfLettersDigitsAndPunctuation(String text) throws MalformedException {
    assertThat(RefName.parse(text)).isEqualTo(new RefName(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        "//",
        ".",
        "..",
        "a/.",
        "a/..",
        "../a",
        "a/../b",
        ".a",
        "a/.b",
        "-",
        "-a",
        "a/-b",
        "--delete",
        "a b",
        " a",
        "a ",
        "a\n",
        "\na",
        "a\nb",
        "a/b\n",
        "a\r",
        "a\t",
        "a\0",
        "a\u0007",
        "a:b",
        "remote:main",
        "a@b",
        "a+b",
        "a*",
        "a?",
        "a~1",
        "a^",
        "a\\b",
        "a,b",
        "a;b",
        "a=b",
        "a#b",
        "a%2fb",
        "a\"b",
        "a'b",
        "<a>",
        "{a}",
        "(a)",
        "a|b",
        "a&b",
        "😀",
        "a\u00a0b",
        "a\u200bb",
        "a\u202eb",
        "a\u2028",
        "\u0301",
        "a\u0301",
        "\ud800",
        "a\udc00",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void refusesEverythingElse(String text) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> RefName.parse(text));
    assertThatIllegalArgumentException().isThrownBy(() -> new RefName(text));
  }

  @Test
  void limitsTheSizeOfComponentsAndOfTheWhole() throws MalformedException {
    assertThat(RefName.parse("a".repeat(255)).value()).hasSize(255);
    assertThat(RefName.parse("日".repeat(85)).value()).hasSize(85);
    assertRefused("a".repeat(256));
    assertRefused("日".repeat(86));
    assertThat(RefName.parse("a/".repeat(1999) + "bb").value()).hasSize(RefName.MAX_SIZE);
    assertRefused("a/".repeat(2000) + "b");
    assertRefused("a/".repeat(1998) + "bb/日");
    assertRefused("a".repeat(10_000_000));
  }

  private static void assertRefused(String text) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> RefName.parse(text));
  }

  @Test
  void showsControlCharactersInMessagesAsQuestionMarks() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> RefName.parse("a\n\u001b[31mb\ud800"))
        .withMessageContaining("'a??[31mb?'");
  }

  @Test
  void shortensLongNamesInMessages() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> RefName.parse("!".repeat(3000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void ordersByUnsignedBytes() {
    List<String> ordered = List.of("A", "a", "a-b", "a.b", "a/b", "a0", "aa", "é", "日", "𝒳");
    List<String> sorted =
        Stream.of("𝒳", "日", "é", "aa", "a0", "a/b", "a.b", "a-b", "a", "A")
            .map(RefName::new)
            .sorted()
            .map(RefName::value)
            .toList();
    assertThat(sorted).isEqualTo(ordered);
  }
}
