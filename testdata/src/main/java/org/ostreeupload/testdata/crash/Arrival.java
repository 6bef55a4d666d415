// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

/** What of an operation reached the disk before a crash. */
enum Arrival {
  /** Nothing. */
  LOST,
  /** All of it. */
  WHOLE,
  /** Of a write, the first half of its bytes. */
  HALF,
  /** Of a write, the size of the file: where it grew there are zeros, elsewhere the old bytes. */
  EMPTY
}
