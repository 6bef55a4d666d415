// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

/**
 * How much a commit brings.
 *
 * @param files how many small files
 * @param bytes how many bytes they have together, roughly
 * @param large how many bytes one more file has; 0 for none
 */
public record Shape(int files, long bytes, long large) {
  /** A branch without a large file. */
  public static Shape small(int files, long bytes) {
    return new Shape(files, bytes, 0);
  }
}
