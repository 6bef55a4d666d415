// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.ostreeupload.store.gvariant.MalformedException;

class KeyFileFuzzTest {
  /** The input is a value to set, a NUL, and the text of a file. */
  @FuzzTest
  void parse(byte[] input) {
    String all = new String(input, StandardCharsets.UTF_8);
    String text = all.substring(all.indexOf(0) + 1);
    String value = all.substring(0, Math.max(0, all.indexOf(0))).strip() + " \t\\n";
    Optional<KeyFile> parsed = parsed(text);
    parsed.ifPresent(file -> assertEditable(file, text, value));
  }

  private static Optional<KeyFile> parsed(String text) {
    try {
      return Optional.of(KeyFile.parse(text));
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("line ");
      return Optional.empty();
    }
  }

  private static void assertEditable(KeyFile file, String text, String value) {
    assertThat(file).hasToString(text);
    KeyFile edited = file.with("core", "mode", value);
    KeyFile again = parsed(edited.toString()).orElseThrow();
    assertThat(again.get("core", "mode")).contains(value);
    assertThat(again.get("core", "repo_version")).isEqualTo(file.get("core", "repo_version"));
    assertThat(again.get("a", "k")).isEqualTo(file.get("a", "k"));
    assertThat(again).hasToString(edited.toString());
  }
}
