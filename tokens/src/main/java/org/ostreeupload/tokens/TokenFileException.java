// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A token file cannot be read, understood or written. The message names the file and the line, says
 * what is wrong there and what to do, and never shows what the file holds: neither does the cause,
 * which is there only for a failure of the file system.
 */
public final class TokenFileException extends Exception {
  private static final int NO_LINE = 0;

  private final transient Path path;
  private final int line;

  private TokenFileException(Path path, int line, String message) {
    super(message);
    this.path = path;
    this.line = line;
  }

  static TokenFileException of(Path path, String problem) {
    return new TokenFileException(path, NO_LINE, path + ": " + problem);
  }

  static TokenFileException atLine(Path path, int line, String problem) {
    return new TokenFileException(path, line, path + ": line " + line + ": " + problem);
  }

  static TokenFileException because(Path path, String problem, IOException cause) {
    TokenFileException exception = of(path, problem + ": " + reason(cause));
    exception.initCause(cause);
    return exception;
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException denied -> "permission denied on " + denied.getFile();
      case FileSystemException failed when failed.getReason() != null ->
          failed.getReason() + " on " + failed.getFile();
      default -> cause.toString();
    };
  }

  /** The file concerned. */
  public Path path() {
    return path;
  }

  /** The line at fault, counted from 1, if it is the fault of one. */
  public OptionalInt line() {
    return line == NO_LINE ? OptionalInt.empty() : OptionalInt.of(line);
  }
}
