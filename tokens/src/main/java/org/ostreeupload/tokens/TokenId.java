// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * The public name of a token entry, for logs and for people: 1 to 32 lower-case letters, digits and
 * inner hyphens. A new one is eight random base-32 characters. Immutable.
 *
 * @param text the name as printed
 */
public record TokenId(String text) {
  private static final Pattern SYNTAX = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int RANDOM_LENGTH = 8;

  /**
   * Checks the syntax.
   *
   * @throws IllegalArgumentException if the text is not a token id
   */
  public TokenId {
    if (!SYNTAX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a token id is 1 to 32 lower-case letters, digits and hyphens, not starting with one");
    }
  }

  /** Makes a new id. */
  public static TokenId random(SecureRandom random) {
    return ofBits(random.nextLong());
  }

  /** The id of an entry that was given none: the same at every load, for it comes from the hash. */
  static TokenId derivedFrom(TokenHash hash) {
    return ofBits(hash.word0());
  }

  private static TokenId ofBits(long bits) {
    StringBuilder text = new StringBuilder(RANDOM_LENGTH);
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      text.append(BASE_32.charAt((int) (bits >>> (5 * i)) & 31));
    }
    return new TokenId(text.toString());
  }

  @Override
  public String toString() {
    return text;
  }
}
