// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

/**
 * What became of a token that somebody offered. To the client, everything but {@link Accepted} is
 * the same refusal; the difference is for the log. Immutable.
 */
public sealed interface Verdict {
  /**
   * The token is good.
   *
   * @param entry what it is good for
   */
  record Accepted(TokenEntry entry) implements Verdict {}

  /**
   * The token was good once.
   *
   * @param id names its entry
   */
  record Expired(TokenId id) implements Verdict {}

  /** No entry knows the token. */
  record Unknown() implements Verdict {}
}
