// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * The branches of a push and where they shall point. Knows the source repository only.
 *
 * @param commits the commit of each branch, in the order in which they were asked for
 */
record Targets(SequencedMap<RefName, Checksum> commits) {
  Targets {
    commits = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(commits));
  }

  /**
   * Looks up where branches point in the source.
   *
   * @param branches the branches; empty for all that are no aliases
   * @throws PushException if there is one that cannot be pushed as it is
   */
  static Targets of(Repository repository, List<RefName> branches) throws IOException {
    SequencedMap<RefName, Checksum> commits =
        branches.isEmpty() ? allHeads(repository) : heads(repository, branches);
    if (commits.isEmpty()) {
      throw new PushException(
          PushException.Cause.SOURCE,
          "repository " + repository.layout().root() + " has no branches to push");
    }
    for (Map.Entry<RefName, Checksum> target : commits.entrySet()) {
      requireWhole(repository, target.getKey(), target.getValue());
      requireBound(repository, target.getKey(), target.getValue());
    }
    return new Targets(commits);
  }

  private static SequencedMap<RefName, Checksum> allHeads(Repository repository)
      throws IOException {
    SequencedMap<RefName, Checksum> commits = new LinkedHashMap<>();
    for (Map.Entry<RefName, Checksum> head : repository.refs().heads().entrySet()) {
      if (!repository.refs().isAlias(head.getKey())) {
        commits.put(head.getKey(), head.getValue());
      }
    }
    return commits;
  }

  private static SequencedMap<RefName, Checksum> heads(
      Repository repository, List<RefName> branches) throws IOException {
    SequencedMap<RefName, Checksum> commits = new LinkedHashMap<>();
    for (RefName branch : branches) {
      Optional<Checksum> head = repository.refs().head(branch);
      if (head.isEmpty()) {
        throw new PushException(
            PushException.Cause.SOURCE,
            "no branch '" + branch + "' in repository " + repository.layout().root());
      }
      commits.put(branch, head.get());
    }
    return commits;
  }

  private static void requireWhole(Repository repository, RefName branch, Checksum commit)
      throws PushException {
    if (repository.isPartial(commit)) {
      throw new PushException(
          PushException.Cause.SOURCE,
          "commit "
              + commit
              + " of branch '"
              + branch
              + "' is partial: not all of its objects are in "
              + repository.layout().root()
              + ". Pull it completely first.");
    }
  }

  private static void requireBound(Repository repository, RefName branch, Checksum commit)
      throws IOException {
    Optional<List<String>> bound = repository.objects().readCommit(commit).refBinding();
    if (bound.isPresent() && !bound.get().contains(branch.value())) {
      throw new PushException(
          PushException.Cause.REFS,
          "commit "
              + commit
              + " is bound to "
              + bound.get()
              + ", not to '"
              + branch
              + "': clients would refuse to pull it under that name");
    }
  }

  /** The commit that a branch of the push shall point to. */
  Checksum commit(RefName branch) {
    return Objects.requireNonNull(commits.get(branch));
  }

  /** What to open the push with. */
  OpenPush wishes(Repository repository) throws IOException {
    List<Wish> wishes = new ArrayList<>();
    for (Map.Entry<RefName, Checksum> target : commits.entrySet()) {
      Optional<Checksum> detached =
          repository.objects().readDetached(target.getValue()).map(Checksum::ofBytes);
      wishes.add(new Wish(target.getKey(), target.getValue(), detached));
    }
    return new OpenPush(wishes);
  }

  /** What to publish, from where the branches were when the push was opened. */
  Publish moves(OpenedPush opened) {
    return new Publish(
        opened.refs().stream()
            .map(head -> new Move(head.ref(), head.head(), commit(head.ref())))
            .toList());
  }

  /** What became of the branches when the push has succeeded. */
  List<PushReport.Branch> report(OpenedPush opened) {
    return opened.refs().stream()
        .map(head -> new PushReport.Branch(head.ref(), head.head(), commit(head.ref())))
        .toList();
  }
}
