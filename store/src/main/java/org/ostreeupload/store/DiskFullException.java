// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

/** Says that there is not enough space on the disk of a repository. */
public final class DiskFullException extends RepositoryException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception that says how much is missing. */
  public DiskFullException(String message) {
    super(message);
  }
}
