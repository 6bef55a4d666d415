// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

/**
 * What a finished command left behind.
 *
 * @param command the command line, for messages
 * @param exitCode 0 for success
 * @param stdout standard output, read as UTF-8
 * @param stderr standard error, read as UTF-8
 */
public record CommandResult(String command, int exitCode, String stdout, String stderr) {

  /** Whether the command exited with 0. */
  public boolean succeeded() {
    return exitCode == 0;
  }

  /** Returns this result, or throws with everything the command said if it failed. */
  public CommandResult orThrow() {
    if (!succeeded()) {
      throw new AssertionError(this);
    }
    return this;
  }

  @Override
  public String toString() {
    return command
        + "\nexit code "
        + exitCode
        + "\n--- stdout\n"
        + stdout
        + "--- stderr\n"
        + stderr;
  }
}
