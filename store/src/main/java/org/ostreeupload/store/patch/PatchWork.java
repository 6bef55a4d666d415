// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import org.ostreeupload.store.gvariant.MalformedException;

/**
 * How much work patches may make: a few bytes of a patch can have very much data read and written.
 * Not thread-safe.
 */
public final class PatchWork {
  private static final int STEP = 64;

  private final long most;
  private long left;

  /** Allows as much work as it is to read and to make so many bytes of data together. */
  public PatchWork(long most) {
    this.most = most;
    this.left = most;
  }

  /** Counts data that is read or made. */
  void count(long bytes) throws MalformedException {
    left = Math.max(-1, left - bytes);
    if (left < 0) {
      throw new SpentException(most);
    }
  }

  /** Says that it was too much. */
  static final class SpentException extends MalformedException {
    private static final long serialVersionUID = 1L;

    SpentException(long most) {
      super("the patches of this bundle read and make more than " + most + " bytes");
    }
  }

  /** Counts a step of a patch. */
  void countStep() throws MalformedException {
    count(STEP);
  }
}
