// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API token: the secret text that opens the daemon to a build machine.
 *
 * <p>A new token is 512 random bits in URL-safe base64. Older versions, and people, made tokens of
 * other shapes, so any visible ASCII text of 1 to {@value #MAX_LENGTH} characters is one. Only
 * {@link #reveal} gives the text away; {@link #toString} does not. Immutable.
 */
public final class Token implements Credential {
  /** The longest token that is accepted, in characters. */
  public static final int MAX_LENGTH = 1024;

  private static final int RANDOM_BYTES = 64;
  private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]{1," + MAX_LENGTH + "}");

  private final String text;
  private final TokenHash hash;

  private Token(String text) {
    this.text = text;
    this.hash = TokenHash.ofText(text);
  }

  /** Makes a new token, 86 characters long. */
  public static Token random(SecureRandom random) {
    byte[] bits = new byte[RANDOM_BYTES];
    String text;
    do {
      random.nextBytes(bits);
      text = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    } while (text.startsWith("-")); // a command line would take it for an option
    return new Token(text);
  }

  /**
   * The token with this text.
   *
   * @throws IllegalArgumentException if no token can have this text; the message does not show it
   */
  public static Token parse(String text) {
    if (!VISIBLE_ASCII.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a token is 1 to " + MAX_LENGTH + " visible ASCII characters without blanks");
    }
    return new Token(text);
  }

  /** The secret itself, to be handed to its owner or sent to the daemon. */
  public String reveal() {
    return text;
  }

  @Override
  public TokenHash hash() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Token that
        && MessageDigest.isEqual(text.getBytes(US_ASCII), that.text.getBytes(US_ASCII));
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "Token[redacted]";
  }
}
