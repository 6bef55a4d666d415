// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells good tokens from bad by a token file, and follows the file while the program runs: a token
 * added, changed or removed there counts about {@linkplain #CHECK_INTERVAL a second} later.
 *
 * <p>A new version that cannot be read counts as no change: the old entries stay good, and the
 * {@link Listener} hears of it, once for each thing that is wrong. The same goes for a file that
 * disappears. Thread-safe.
 */
public final class TokenAuthority {
  /** The least time between two looks at the file. */
  public static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  /** Hears what became of the file; called by whichever thread found out. */
  public interface Listener {
    /** The entries changed, or the file is in order again; these are the entries now. */
    void reloaded(TokenSet tokens);

    /** A new version of the file is no good, and the entries of the old one stay. */
    void reloadFailed(TokenFileException problem);
  }

  private final TokenFile file;
  private final InstantSource clock;
  private final Listener listener;

  private final ReentrantLock checking = new ReentrantLock(); // guards the next three
  private Instant checked;
  private FileStamp stamp;
  private String problem = "";

  private volatile TokenSet tokens;

  private TokenAuthority(TokenFile file, InstantSource clock, Listener listener)
      throws TokenFileException {
    this.file = file;
    this.clock = clock;
    this.listener = listener;
    this.checked = clock.instant();
    this.stamp = FileStamp.of(file.path());
    this.tokens = file.read();
  }

  /**
   * Reads the file for the first time.
   *
   * @param clock tells when a token expires and when to look at the file again
   * @throws TokenFileException if the file is missing, unreadable or malformed
   */
  public static TokenAuthority open(Path path, InstantSource clock, Listener listener)
      throws TokenFileException {
    return new TokenAuthority(TokenFile.at(path), clock, listener);
  }

  /** Tells what an offered token is good for now. */
  public Verdict authenticate(Token offered) {
    refreshIfChanged();
    return tokens.authenticate(offered, clock.instant());
  }

  /** The entries as they are known now. */
  public TokenSet tokens() {
    return tokens;
  }

  /** Reads the file again if it changed, unless it was looked at within the last second. */
  public void refreshIfChanged() {
    if (checking.tryLock()) { // another thread at it is as good
      try {
        Instant now = clock.instant();
        if (isDue(now)) {
          check(now);
        }
      } finally {
        checking.unlock();
      }
    }
  }

  private boolean isDue(Instant now) {
    return now.isBefore(checked) || !now.isBefore(checked.plus(CHECK_INTERVAL));
  }

  private void check(Instant now) {
    FileStamp found = FileStamp.of(file.path());
    boolean unchanged = problem.isEmpty() && found.equals(stamp) && !stamp.isFreshAt(checked);
    checked = now;
    stamp = found; // taken before reading: a version written meanwhile shows at the next look
    if (!unchanged) {
      reload();
    }
  }

  private void reload() {
    try {
      TokenSet fresh = file.read();
      boolean news = !problem.isEmpty() || !fresh.equals(tokens);
      problem = "";
      tokens = fresh;
      if (news) {
        listener.reloaded(fresh);
      }
    } catch (TokenFileException e) {
      boolean news = !problem.equals(e.getMessage());
      problem = String.valueOf(e.getMessage());
      if (news) {
        listener.reloadFailed(e);
      }
    }
  }
}
