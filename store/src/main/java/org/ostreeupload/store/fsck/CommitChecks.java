// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.fsck.ClosureWalk.Holes;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.ObjectName;

/**
 * Compares what commits say of themselves with what is there: the refs that they are bound to, the
 * sizes of their objects. Commits that cannot be read are passed over. Not thread-safe.
 */
final class CommitChecks {
  private final Repository repository;
  private final Damage damage;
  private final Findings findings;
  private final SizesCheck sizes;

  CommitChecks(Repository repository, Damage damage, Findings findings) {
    this.repository = repository;
    this.damage = damage;
    this.findings = findings;
    this.sizes = new SizesCheck(repository, damage);
  }

  /** Checks that branches, and refs of other collections, point to commits that want it so. */
  void checkBindings(RefScan refs) throws IOException {
    for (Map.Entry<String, Checksum> head : refs.heads().entrySet()) {
      checkBinding(
          RefScan.HEADS, head.getKey(), head.getValue(), repository.config().collectionId());
    }
    for (Map.Entry<String, Checksum> mirror : refs.mirrors().entrySet()) {
      int slash = mirror.getKey().indexOf('/');
      if (slash > 0) {
        checkBinding(
            RefScan.MIRRORS + mirror.getKey().substring(0, slash + 1),
            mirror.getKey().substring(slash + 1),
            mirror.getValue(),
            Optional.of(mirror.getKey().substring(0, slash)));
      }
    }
  }

  private void checkBinding(
      String directory, String ref, Checksum checksum, Optional<String> collection)
      throws IOException {
    Optional<Commit> commit = read(checksum);
    if (commit.isEmpty()) {
      return;
    }
    ObjectName name = ObjectName.commit(checksum);
    Optional<List<String>> bound = commit.get().refBinding();
    if (bound.isPresent() && !bound.get().contains(ref)) {
      findings.add(
          Finding.of(
              Kind.BINDING,
              name,
              "is bound to " + bound.get() + ", and " + directory + ref + " points to it"));
    }
    Optional<String> boundTo = commit.get().collectionBinding();
    if (collection.isPresent() && !boundTo.equals(collection)) {
      findings.add(
          Finding.of(
              Kind.BINDING,
              name,
              "is bound to "
                  + boundTo.map(id -> "collection " + id).orElse("no collection")
                  + ", and "
                  + directory
                  + ref
                  + " is of collection "
                  + collection.get()));
    }
  }

  /** Checks what a commit says of the sizes of its objects, if it does. */
  void checkSizes(Checksum checksum, Holes holes) throws IOException {
    Optional<Commit> commit = read(checksum);
    if (commit.isPresent()) {
      sizes
          .flaw(commit.get(), holes)
          .ifPresent(
              flaw ->
                  findings.add(
                      Finding.of(
                          Kind.SIZES, ObjectName.commit(checksum), "has ostree.sizes: " + flaw)));
    }
  }

  private Optional<Commit> read(Checksum checksum) throws IOException {
    if (damage.isBad(ObjectName.commit(checksum))) {
      return Optional.empty();
    }
    try {
      return Optional.of(repository.objects().readCommit(checksum));
    } catch (ObjectException e) {
      return Optional.empty();
    }
  }
}
