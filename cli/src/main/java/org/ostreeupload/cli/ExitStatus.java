// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import org.ostreeupload.pusher.PushException;

/** What the exit statuses of the program mean; {@code --help} of push and the manual list them. */
final class ExitStatus {
  /** Done: for a push, the refs are where they were wanted. */
  static final int DONE = 0;

  /** Failed for a reason that has no status of its own. */
  static final int FAILED = 1;

  /** The command line or a configuration file is wrong. */
  static final int USAGE = 2;

  /** A repository cannot be used, or an object in it is missing or damaged. */
  static final int REPOSITORY = 3;

  /** The receiver cannot be reached, or failed. */
  static final int RECEIVER = 4;

  /** The token is not known or may not do this. */
  static final int TOKEN = 5;

  /** The refs were refused: diverged, moved by somebody else, bound to others. */
  static final int REFS = 6;

  private ExitStatus() {}

  static int of(PushException.Cause reason) {
    return switch (reason) {
      case SOURCE -> REPOSITORY;
      case RECEIVER -> RECEIVER;
      case TOKEN -> TOKEN;
      case REFS -> REFS;
    };
  }
}
