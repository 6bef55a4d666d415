// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.net.URI;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * Where a receiver is and how to be let in.
 *
 * @param base the address without a slash at its end
 * @param token the token, a secret
 * @param tls certificates and keys for HTTPS
 */
public record ReceiverAddress(URI base, String token, TlsOptions tls) {
  private static final int MAX_PORT = 65535;

  /**
   * Makes an address of what a user typed.
   *
   * @throws MalformedException if it is no HTTP address, or the token has characters that no token
   *     has
   */
  public static ReceiverAddress parse(String address, String token, TlsOptions tls)
      throws MalformedException {
    if (!token.matches("[\\x21-\\x7e]{1,1024}")) {
      throw new MalformedException("the token is empty or has characters that no token has");
    }
    try {
      URI uri = URI.create(address.replaceAll("/+$", ""));
      if (uri.getUserInfo() != null) {
        throw new MalformedException(
            "the address of a receiver holds no user and password; the token is given apart");
      }
      if (isHttp(uri) && uri.getQuery() == null && uri.getFragment() == null) {
        return new ReceiverAddress(uri, token, tls);
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException(wrong(address));
    }
    throw new MalformedException(wrong(address));
  }

  private static boolean isHttp(URI uri) {
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    return (http || isHttps(uri)) && uri.getHost() != null && uri.getPort() <= MAX_PORT;
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Whether the connection is made with TLS. */
  boolean isSecure() {
    return isHttps(base);
  }

  private static String wrong(String address) {
    boolean maybeSecret = address.matches("(?s).*[@?#].*");
    String shown = maybeSecret ? "what was given (not repeated here)" : "'" + address + "'";
    return shown + " is no address of a receiver, as http://localhost:8080";
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
