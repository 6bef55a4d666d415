// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.prune.Prune;
import org.ostreeupload.store.prune.PruneResult;

/** Prunes a repository for a command that was asked to. */
final class Pruning {
  private Pruning() {}

  /** Prunes, and returns what that brought, in words. */
  static String run(Repository repository) throws IOException {
    PruneResult result = new Prune(repository).run(Prune.Mode.DELETE);
    return "pruned %s: %s of %s deleted, %s freed"
        .formatted(
            repository.layout().root(),
            result.deleted(),
            Amounts.count(result.objects(), "object"),
            Amounts.bytes(result.bytesFreed()));
  }
}
