// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import java.io.IOException;

/** Bytes or text from outside that break the rules of their format; the message says which. */
public class MalformedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String rule;

  /** Makes an exception whose message names the rule that was broken. */
  public MalformedException(String message) {
    super(message);
    this.rule = message;
  }

  /** Makes an exception for a rule broken at a byte offset of the input. */
  public MalformedException(String message, int offset) {
    this(message + " (at byte " + offset + ")");
  }

  /** What was expected and what was found, for a message that names the thing concerned. */
  public String rule() {
    return rule;
  }
}
