// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenAuthorityTest {
  private static final Token ONE = Token.parse("one");
  private static final Token TWO = Token.parse("two");

  @TempDir private Path directory;
  private Path path;
  private final MovableClock clock = new MovableClock();
  private final Journal journal = new Journal();

  @BeforeEach
  void writeFile() throws IOException {
    path = Files.writeString(directory.resolve("tokens.yaml"), "tokens: [{token: one}]\n");
  }

  @Test
  void acceptsTheTokensOfTheFile() throws Exception {
    TokenAuthority authority = open();

    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Accepted.class);
    assertThat(authority.authenticate(TWO)).isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void refusesATokenFromTheInstantOfItsExpiry() throws Exception {
    Instant end = clock.instant().plusSeconds(60);
    Files.writeString(path, "tokens: [{id: brief, token: one, expires: \"" + end + "\"}]");
    TokenAuthority authority = open();

    clock.advance(Duration.ofSeconds(59));
    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Accepted.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(authority.authenticate(ONE)).isEqualTo(new Verdict.Expired(new TokenId("brief")));
  }

  @Test
  void needsAValidFileToStart() throws Exception {
    Files.delete(path);
    assertThatThrownBy(this::open).hasMessageContaining("`ostree-upload gentoken`");

    Files.writeString(path, "tokens: x");
    assertThatThrownBy(this::open).isInstanceOf(TokenFileException.class);
  }

  @Test
  void aFileWithoutTokensLetsNobodyIn() throws Exception {
    Files.writeString(path, "");

    assertThat(open().authenticate(ONE)).isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void acceptsATokenThatWasAddedMeanwhile() throws Exception {
    TokenAuthority authority = open();
    TokenFile.at(path).append(TokenEntry.issue(new TokenId("two"), TWO, clock.instant()));
    clock.advance(TokenAuthority.CHECK_INTERVAL);

    assertThat(authority.authenticate(TWO)).isInstanceOf(Verdict.Accepted.class);
    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Accepted.class);
    assertThat(journal.lines).containsExactly("2 tokens");
  }

  @Test
  void refusesATokenThatWasRemovedMeanwhile() throws Exception {
    TokenAuthority authority = open();
    Files.writeString(path, "tokens: []\n");
    clock.advance(TokenAuthority.CHECK_INTERVAL);

    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Unknown.class);
    assertThat(journal.lines).containsExactly("0 tokens");
  }

  @Test
  void looksAtTheFileOnceASecondAtMost() throws Exception {
    TokenAuthority authority = open();
    Files.writeString(path, "tokens: []\n");

    clock.advance(TokenAuthority.CHECK_INTERVAL.minusNanos(1));
    authority.refreshIfChanged();
    assertThat(authority.tokens().size()).isEqualTo(1);
    clock.advance(Duration.ofNanos(1));
    authority.refreshIfChanged();
    assertThat(authority.tokens().size()).isZero();
  }

  @Test
  void noticesAChangeThatLeavesSizeAndTimeAlone() throws Exception {
    setModified(clock.instant());
    TokenAuthority authority = open();
    Files.writeString(path, "tokens: [{token: two}]\n");
    setModified(clock.instant());
    clock.advance(TokenAuthority.CHECK_INTERVAL);

    assertThat(authority.authenticate(TWO)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void doesNotReadAnUnchangedFileAgain() throws Exception {
    Instant longAgo = clock.instant().minusSeconds(3600);
    setModified(longAgo);
    TokenAuthority authority = open();
    Files.writeString(path, "tokens: [{token: two}]\n");
    setModified(longAgo); // the same stamp, so that a reading would show
    clock.advance(TokenAuthority.CHECK_INTERVAL);

    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void keepsTheOldTokensWhileTheFileIsMalformedAndSaysSoOnce() throws Exception {
    TokenAuthority authority = open();
    Files.writeString(path, "tokens:\n- token: \"hunter2\n");
    for (int second = 0; second < 5; second++) {
      clock.advance(TokenAuthority.CHECK_INTERVAL);
      assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Accepted.class);
    }
    assertThat(journal.lines).hasSize(1);
    assertThat(journal.lines.getFirst()).contains("not valid YAML").doesNotContain("hunter2");

    Files.writeString(path, "tokens: [{token: two}]\n");
    clock.advance(TokenAuthority.CHECK_INTERVAL);
    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Unknown.class);
    assertThat(journal.lines).hasSize(2).endsWith("1 tokens");
  }

  @Test
  void keepsTheOldTokensWhileTheFileIsAway() throws Exception {
    TokenAuthority authority = open();
    String text = Files.readString(path);
    Files.delete(path);
    clock.advance(TokenAuthority.CHECK_INTERVAL);

    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Accepted.class);
    Files.writeString(path, text);
    clock.advance(TokenAuthority.CHECK_INTERVAL);
    authority.refreshIfChanged();

    assertThat(journal.lines).hasSize(2).endsWith("1 tokens");
    assertThat(journal.lines.getFirst()).contains("there is no such file");
  }

  @Test
  void followsTheFileAlsoWhenTheClockIsSetBack() throws Exception {
    TokenAuthority authority = open();
    Files.writeString(path, "tokens: []\n");
    clock.advance(Duration.ofDays(-1));

    assertThat(authority.authenticate(ONE)).isInstanceOf(Verdict.Unknown.class);
  }

  private TokenAuthority open() throws TokenFileException {
    return TokenAuthority.open(path, clock, journal);
  }

  private void setModified(Instant instant) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(instant));
  }

  private static final class MovableClock implements InstantSource {
    private Instant now = Instant.now();

    @Override
    public Instant instant() {
      return now;
    }

    void advance(Duration step) {
      now = now.plus(step);
    }
  }

  private static final class Journal implements TokenAuthority.Listener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void reloaded(TokenSet tokens) {
      lines.add(tokens.size() + " tokens");
    }

    @Override
    public void reloadFailed(TokenFileException problem) {
      lines.add(String.valueOf(problem.getMessage()));
    }
  }
}
