// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Takes what is logged, until it is closed. */
final class ErrorStream implements AutoCloseable {
  private final PrintStream original = System.err;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  ErrorStream() {
    System.setErr(new PrintStream(taken, true, StandardCharsets.UTF_8));
  }

  String text() {
    return taken.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setErr(original);
  }
}
