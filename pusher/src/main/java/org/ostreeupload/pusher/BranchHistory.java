// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.util.Optional;
import org.ostreeupload.protocol.message.OpenedPush.Head;
import org.ostreeupload.store.History;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** What a branch brings, if it goes forward at all. */
final class BranchHistory {
  private final Repository repository;
  private final ObjectStore objects;
  private final Head branch;
  private final Checksum target;

  private BranchHistory(Repository repository, Head branch, Checksum target) {
    this.repository = repository;
    this.objects = repository.objects();
    this.branch = branch;
    this.target = target;
  }

  /**
   * The commits from the target down to the receiver's head; for a new branch, down to where
   * history ends here, or is partial.
   *
   * @throws PushException if the target does not descend from the head, as far as it can be told,
   *     or through a partial commit only
   */
  static History of(Repository repository, Head branch, Checksum target) throws IOException {
    return new BranchHistory(repository, branch, target).walk();
  }

  private History walk() throws IOException {
    Optional<Checksum> head = branch.head();
    History whole =
        History.of(
            objects,
            target,
            commit ->
                head.equals(Optional.of(commit))
                    || (!commit.equals(target) && repository.isPartial(commit)));
    if (head.isEmpty()) {
      return new History(whole.commits(), Optional.empty());
    }
    if (whole.known().equals(head)) {
      return whole;
    }
    History all = History.of(objects, target, head.get()::equals);
    if (all.known().isPresent()) {
      throw partial(whole.known().orElse(target));
    }
    Checksum last = all.commits().getLast();
    Optional<Checksum> parent = objects.readCommit(last).parent();
    throw parent.isPresent() ? cutShort(head.get(), last, parent.get()) : diverged(head.get());
  }

  private PushException partial(Checksum commit) {
    return new PushException(
        PushException.Cause.SOURCE,
        "commit "
            + commit
            + ", between the receiver's head of branch '"
            + branch.ref()
            + "' and "
            + target
            + ", is partial: not all of its objects are here. Pull it completely first.");
  }

  private PushException cutShort(Checksum head, Checksum last, Checksum parent) {
    return new PushException(
        PushException.Cause.REFS,
        "branch '"
            + branch.ref()
            + "' is not moved: the receiver's head "
            + head
            + " is none of the ancestors of "
            + target
            + " that are here, but history ends here at "
            + last
            + ", whose parent "
            + parent
            + " is missing, so it cannot be told whether the head comes before. Pull more of the"
            + " history.");
  }

  private PushException diverged(Checksum head) {
    boolean isHere = objects.contains(ObjectName.commit(head));
    return new PushException(
        PushException.Cause.REFS,
        "branch '"
            + branch.ref()
            + "' has diverged: the receiver's head "
            + head
            + (isHere ? " is here, but is no ancestor of " : " is not in this repository; here is ")
            + target
            + ". Pull the head and commit on top of it.");
  }
}
