// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.message;

/**
 * How much a receiver takes at once. A pusher learns them when it opens a push and keeps to them.
 *
 * @param refs how many refs one push may move
 * @param namesPerQuestion how many object names one question may hold
 * @param bundledObject the size in bytes of the largest object in a bundle; larger ones go alone
 * @param bundle the size in bytes of all frames of the largest bundle, their heads included
 */
public record Limits(int refs, int namesPerQuestion, long bundledObject, long bundle) {
  /** What this version takes. */
  public static final Limits DEFAULT = new Limits(10_000, 1 << 16, 16L << 20, 64L << 20);

  /** The size in bytes of the largest JSON document that either side reads. */
  public static final int MAX_JSON = 8 << 20;

  /** Makes limits, all of them at least 1. */
  public Limits {
    if (refs < 1 || namesPerQuestion < 1 || bundledObject < 1 || bundle < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }
}
