// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

/** A repository that another program keeps locked; trying again later can help. */
public final class RepositoryLockedException extends RepositoryException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception with a message for the user. */
  public RepositoryLockedException(String message) {
    super(message);
  }
}
