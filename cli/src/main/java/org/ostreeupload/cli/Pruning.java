// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.prune.Prune;
import org.ostreeupload.store.prune.PruneResult;

/** Prunes a repository for a command that was asked to, and says what that brought. */
final class Pruning {
  private Pruning() {}

  static void run(Repository repository, Console console) throws IOException {
    PruneResult result = new Prune(repository).run(Prune.Mode.DELETE);
    console.say(
        "pruned %s: %s of %s deleted, %s freed"
            .formatted(
                repository.layout().root(),
                result.deleted(),
                Amounts.count(result.objects(), "object"),
                Amounts.bytes(result.bytesFreed())));
  }
}
