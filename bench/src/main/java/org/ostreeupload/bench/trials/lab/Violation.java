// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

/** Something that must always be true was not. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Violation(String message) {
    super(message);
  }

  /** Fails with this message unless the condition holds. */
  public static void unless(boolean holds, String message) {
    if (!holds) {
      throw new Violation(message);
    }
  }
}
