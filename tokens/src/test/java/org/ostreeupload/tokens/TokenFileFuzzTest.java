// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever is in the file, it is read or refused, and an entry is added or refused. Runs over its
 * corpus, the resources of the same name; with {@code JAZZER_FUZZ=1}, it looks for more.
 */
class TokenFileFuzzTest {
  private static final Path PATH = Path.of("fuzzed.yaml");
  private static final TokenEntry ENTRY =
      TokenEntry.issue(new TokenId("new"), Token.parse("fuzz"), Instant.EPOCH);

  @FuzzTest
  void isReadOrRefused(byte[] content) {
    try {
      TokenText text = TokenText.decode(PATH, content);
      List<TokenEntry> expected = new ArrayList<>(text.tokens().entries());
      expected.add(ENTRY);
      assertThat(text.with(ENTRY).tokens().entries()).isEqualTo(expected);
    } catch (TokenFileException refused) {
      assertThat(refused).hasNoCause();
    }
  }
}
