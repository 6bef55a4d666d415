// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on: {@code :8080} for all interfaces, {@code host:port}, {@code [::1]:8080};
 * port 0 for any that is free.
 *
 * @param host the host without brackets; empty for all interfaces
 * @param port the port
 */
record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^:\\[\\]/\\s]*)):([0-9]{1,5})");
  private static final int MAX_PORT = 65535;

  static ListenAddress parse(String text) throws UsageException {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MAX_PORT) {
      throw new UsageException(
          "'" + text + "' is no address to listen on, as :8080, 127.0.0.1:8080 or [::1]:8080");
    }
    String bracketed = matcher.group(1);
    return new ListenAddress(
        bracketed != null ? bracketed : String.valueOf(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }
}
