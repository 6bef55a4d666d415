// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathComponentsTest {
  @Test
  void splitsAtSlashes() {
    assertThat(PathComponents.parse("refs/heads/a..b/c"))
        .contains(List.of("refs", "heads", "a..b", "c"));
  }

  @Test
  void decodesUtf8InEitherCaseOfHexadecimal() {
    assertThat(PathComponents.parse("%c3%BCn%C3%Af/%e6%97%a5%e6%9c%ac/%F0%9F%98%80/%61"))
        .contains(List.of("ünï", "日本", "😀", "a"));
  }

  @Test
  void decodesOnce() {
    assertThat(PathComponents.parse("%2561%252f%252e")).contains(List.of("%61%2f%2e"));
  }

  @Test
  void plusIsPlus() {
    assertThat(PathComponents.parse("a+b")).contains(List.of("a+b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "a//b", // empty
        ".",
        "..",
        "a/../b",
        "a/.",
        ".lock",
        "%2e",
        "%2e%2e",
        "%2E./a",
        "a/%2e%2e/b",
        ".%2e", // dots
        "a%2fb",
        "%2f",
        "..%2f..%2fetc",
        "a\\b",
        "a%5cb",
        "..%5c..", // separators
        "%00",
        "a%00",
        "a%0a",
        "a%0d%0ab",
        "%7f",
        "%c2%80", // control characters
        "%c0%af",
        "%c0%ae%c0%ae",
        "%e0%80%af",
        "%f0%80%80%af", // overlong
        "%ff",
        "%c3",
        "%c3%28",
        "%80",
        "%ed%a0%80",
        "%ed%a0%bd%ed%b8%80",
        "%f4%90%80%80", // no UTF-8
        "%",
        "%2",
        "%g0",
        "%0g",
        "a%",
        "a%u0061",
        "% 41",
        "%+41",
        "%-1", // no encoding
        "ü",
        "a b",
        "a\tb",
        "\u0000",
        "日本",
        "\uff0e\uff0e",
        "％2e",
        "%２e" // must be encoded
      })
  void refusesWhatCouldMeanMoreThanAName(String path) {
    assertThat(PathComponents.parse(path)).isEmpty();
  }
}
