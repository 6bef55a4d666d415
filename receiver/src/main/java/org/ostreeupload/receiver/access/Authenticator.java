// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.access;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.Locale;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.tokens.Token;
import org.ostreeupload.tokens.TokenAuthority;
import org.ostreeupload.tokens.TokenEntry;
import org.ostreeupload.tokens.Verdict;

/** Tells by the token of a request who makes it. Thread-safe. */
public final class Authenticator {
  /** The attribute of a request under which the id of its token is kept for the log. */
  public static final String TOKEN_ID = "tokenId";

  private static final String SCHEME = "bearer ";

  private final TokenAuthority tokens;

  /** Makes an authenticator that asks this authority. */
  public Authenticator(TokenAuthority tokens) {
    this.tokens = tokens;
  }

  /**
   * Finds the entry of the request's token.
   *
   * @throws ProblemException if there is no token, or not a good one
   */
  public TokenEntry authenticate(Context context) throws ProblemException {
    String header = context.header(Header.AUTHORIZATION);
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new ProblemException(
          ErrorCode.UNAUTHORIZED, "a token is needed: Authorization: Bearer <token>");
    }
    return switch (verdict(header.substring(SCHEME.length()).strip())) {
      case Verdict.Accepted accepted -> {
        context.attribute(TOKEN_ID, accepted.entry().id().text());
        yield accepted.entry();
      }
      case Verdict.Expired expired ->
          throw new ProblemException(
              ErrorCode.UNAUTHORIZED,
              "the token '" + expired.id() + "' has expired; ask the administrator for another");
      case Verdict.Unknown ignored ->
          throw new ProblemException(
              ErrorCode.UNAUTHORIZED,
              "the token is not known here; ask the administrator of the receiver for one"
                  + " (ostree-upload gentoken)");
    };
  }

  private Verdict verdict(String text) {
    try {
      return tokens.authenticate(Token.parse(text));
    } catch (IllegalArgumentException e) {
      return new Verdict.Unknown();
    }
  }
}
