// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

/** An archive repository made by the real tool, to publish to. */
final class Target {
  private final Ostree ostree;
  private final Repository repository;

  /** Makes one that trusts the machine not to crash, so that tests are fast. */
  Target(Path root, String... init) throws IOException {
    this(root, false, init);
  }

  Target(Path root, boolean fsync, String... init) throws IOException {
    ostree = Ostree.in(root).init("archive", init);
    ostree.run("config", "set", "core.lock-timeout-secs", "0");
    ostree.run("config", "set", "core.fsync", Boolean.toString(fsync));
    repository = Repository.open(root);
  }

  /** The real tool on it. */
  Ostree ostree() {
    return ostree;
  }

  Repository repository() {
    return repository;
  }

  Path root() {
    return ostree.repository();
  }

  Transaction begin() throws IOException {
    return Transaction.begin(repository, UUID.randomUUID().toString());
  }

  Optional<Checksum> head(String branch) throws IOException {
    return repository.refs().head(new RefName(branch));
  }

  /** Sends a commit and moves a branch to it, wherever that points now. */
  Publication push(Repository from, String branch, Checksum commit) throws IOException {
    try (Transaction transaction = begin()) {
      new Delivery(from, transaction).closure(commit);
      return transaction.publish(List.of(update(branch, commit)), PublishRules.PUSH);
    }
  }

  /** A wish to move a branch from where it points now. */
  RefUpdate update(String branch, Checksum target) throws IOException {
    return new RefUpdate(new RefName(branch), head(branch), target);
  }

  /** All that readers can see, and staging, where nothing may stay behind. */
  List<String> listing() {
    return TreeListing.of(root()).stream()
        .filter(line -> !line.matches("\"(.lock|.ostree-upload(/staging|/publish.lock)?)\" .*"))
        .toList();
  }
}
