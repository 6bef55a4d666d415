// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.util.function.Function;
import org.ostreeupload.store.object.RefName;

/**
 * How much of the history of each ref is kept. A commit is kept if that of one ref wants it.
 *
 * @param branches for branches; an alias is asked about by its own name
 * @param others for the refs of remotes and of other collections
 */
public record RetentionPolicy(Function<RefName, Retention> branches, Retention others) {
  /** Keeps the whole history of every ref. */
  public static final RetentionPolicy KEEP_ALL = everywhere(Retention.ALL);

  /** The same for every ref. */
  public static RetentionPolicy everywhere(Retention retention) {
    return new RetentionPolicy(_ -> retention, retention);
  }
}
