// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * What a command knows of the world around the program.
 *
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: everything else
 * @param isErrTerminal whether standard error is a terminal
 * @param environment the environment variables
 * @param version the version of the program
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean isErrTerminal,
    Map<String, String> environment,
    String version) {
  /** An environment variable that is set to something. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Says something to the user on standard error. */
  void say(String message) {
    err.println("ostree-upload: " + printable(message));
  }

  /** Replaces what could play tricks on a terminal: names in a repository can be anything. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f]", "?");
  }
}
