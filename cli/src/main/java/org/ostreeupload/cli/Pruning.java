// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.prune.Prune;
import org.ostreeupload.store.prune.PruneResult;

/** Prunes a repository for a command that was asked to, and tells of prunes. */
final class Pruning {
  private Pruning() {}

  /** Prunes, keeping the whole history of every ref, and returns what that brought, in words. */
  static String run(Repository repository) throws IOException {
    return describe(repository, new Prune(repository).run(Prune.Mode.DELETE));
  }

  /** What a prune brought, in words. */
  static String describe(Repository repository, PruneResult result) {
    return "pruned %s: %s of %s deleted, %s freed"
        .formatted(
            repository.layout().root(),
            result.deleted(),
            Amounts.count(result.objects(), "object"),
            Amounts.bytes(result.bytesFreed()));
  }

  /** What a prune would have brought, in words. */
  static String describeDryRun(Repository repository, PruneResult result) {
    return "nothing was deleted from %s: %s of %s would be, and %s freed"
        .formatted(
            repository.layout().root(),
            result.deleted(),
            Amounts.count(result.objects(), "object"),
            Amounts.bytes(result.bytesFreed()));
  }
}
