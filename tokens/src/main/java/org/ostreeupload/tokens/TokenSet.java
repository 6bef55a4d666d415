// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.time.Instant;
import java.util.List;

/**
 * The entries of a token file at one time. Immutable.
 *
 * @param entries in the order of the file, with distinct ids and distinct tokens
 */
public record TokenSet(List<TokenEntry> entries) {
  /** The most entries that a set may have. */
  public static final int MAX_SIZE = 10_000;

  /**
   * Checks the number of entries and that they are distinct.
   *
   * @throws IllegalArgumentException if there are too many, or two have one id or one token
   */
  public TokenSet {
    entries = List.copyOf(entries);
    int size = entries.size();
    if (size > MAX_SIZE
        || entries.stream().map(TokenEntry::id).distinct().count() < size
        || entries.stream().map(entry -> entry.credential().hash()).distinct().count() < size) {
      throw new IllegalArgumentException(
          "token entries must differ in id and token and be at most " + MAX_SIZE);
    }
  }

  /** How many tokens are known. */
  public int size() {
    return entries.size();
  }

  /**
   * Tells what an offered token is good for at that instant. The time taken depends on the number
   * of entries only: every one is compared, in constant time, whether or not an earlier one fits.
   */
  public Verdict authenticate(Token offered, Instant now) {
    Verdict verdict = new Verdict.Unknown();
    for (TokenEntry entry : entries) {
      if (entry.credential().hash().matches(offered.hash())) {
        verdict =
            entry.isExpired(now) ? new Verdict.Expired(entry.id()) : new Verdict.Accepted(entry);
      }
    }
    return verdict;
  }
}
