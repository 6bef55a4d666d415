// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefPatternTest {
  @ParameterizedTest
  @CsvSource({
    "os/stable, os/stable",
    "os/*, os/stable",
    "os/*, os/",
    "*/stable, os/stable",
    "os/*-*/x86_64, os/next-2/x86_64",
    "os/**, os/devel/x86_64",
    "os/**, os/stable",
    "**/x86_64, os/devel/x86_64",
    "**, os/devel/x86_64",
    "***, os/devel/x86_64",
    "os/s?able, os/stable",
    "日本/*, 日本/ünï",
  })
  void covers(String glob, String ref) {
    assertThat(new RefPattern(glob).matches(ref)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "os/stable, os/stable2",
    "os/stable, os/stabl",
    "os/stable, xos/stable",
    "os/*, os/devel/x86_64",
    "*, os/stable",
    "os?stable, os/stable",
    "os.stable, os/stable",
    "os/?, os/",
    "os/**, os",
    "**/x86_64, x86_64",
    "OS/*, os/stable",
  })
  void doesNotCover(String glob, String ref) {
    assertThat(new RefPattern(glob).matches(ref)).isFalse();
  }

  @Test
  void matchesInBoundedTimeWhateverThePattern() {
    RefPattern pattern = new RefPattern("*a".repeat(127) + "b");

    assertThat(assertTimeoutPreemptively(ofSeconds(10), () -> pattern.matches("a".repeat(100_000))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "os/[ab]", "os/{a,b}", "os:stable", "os/a\n", "!os"})
  void refusesWhatIsNoPattern(String glob) {
    assertThatThrownBy(() -> new RefPattern(glob))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ref pattern");
  }
}
