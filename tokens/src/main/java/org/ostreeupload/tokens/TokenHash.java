// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of the text of a {@link Token}, as four big-endian words; printed as 64 lower-case
 * hexadecimal digits. It tells nothing about a random token, and identifies it. Immutable.
 */
public record TokenHash(long word0, long word1, long word2, long word3) implements Credential {
  private static final HexFormat HEX = HexFormat.of();
  private static final int WORD_DIGITS = 16;
  private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{64}");

  /**
   * Reads what {@link #toString} prints.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static TokenHash parse(String hex) {
    if (!SYNTAX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a token hash is 64 lower-case hexadecimal digits, found "
              + (hex.length() == 64 ? "other characters" : hex.length() + " characters"));
    }
    return new TokenHash(word(hex, 0), word(hex, 1), word(hex, 2), word(hex, 3));
  }

  static TokenHash ofText(String token) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII)));
      return new TokenHash(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** Whether both are the same hash, found in a time that does not depend on where they differ. */
  public boolean matches(TokenHash other) {
    return MessageDigest.isEqual(bytes(), other.bytes());
  }

  @Override
  public TokenHash hash() {
    return this;
  }

  @Override
  public String toString() {
    return HEX.formatHex(bytes());
  }

  private byte[] bytes() {
    return ByteBuffer.allocate(4 * Long.BYTES)
        .putLong(word0)
        .putLong(word1)
        .putLong(word2)
        .putLong(word3)
        .array();
  }

  private static long word(String hex, int index) {
    return HexFormat.fromHexDigitsToLong(hex, index * WORD_DIGITS, (index + 1) * WORD_DIGITS);
  }
}
