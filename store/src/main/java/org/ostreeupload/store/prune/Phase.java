// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

/**
 * The phases in which objects are deleted, in their order. What one phase deletes is gone for good
 * before the next begins: a crash never brings back a commit whose closure was deleted.
 */
enum Phase {
  /** Commits. */
  COMMITS,
  /** Dirtrees, and links to the data of files. */
  REFERENCES,
  /** Files and dirmetas. */
  LEAVES,
  /**
   * The extended attributes of files, where they are objects of their own: a file that lost its
   * attributes would be taken for whole by the next writer that wants the same file.
   */
  ATTRIBUTES
}
