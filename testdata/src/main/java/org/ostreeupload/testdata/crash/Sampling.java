// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

/**
 * How many of the possible states of one crash are looked at.
 *
 * @param exhaustive up to so many pending operations, all their subsets; at most 30
 * @param random beyond that, how many subsets are drawn besides the special ones
 * @param seed of the draw: equal seeds draw equal subsets
 */
public record Sampling(int exhaustive, int random, long seed) {
  /** All subsets of up to ten operations, else 200 random ones. */
  public static final Sampling USUAL = new Sampling(10, 200, 1);

  /** Checks the limits. */
  public Sampling {
    if (exhaustive < 0 || exhaustive > 30 || random < 0) {
      throw new IllegalArgumentException("%d operations, %d subsets".formatted(exhaustive, random));
    }
  }
}
