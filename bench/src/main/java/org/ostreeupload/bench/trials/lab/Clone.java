// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ostreeupload.store.History;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.testdata.CommandResult;
import org.ostreeupload.testdata.Ostree;

/** A copy of all branches with their whole history, pulled by the real {@code ostree}. */
public final class Clone {
  private final Ostree ostree;
  private final Map<String, String> heads;

  private Clone(Ostree ostree, Map<String, String> heads) {
    this.ostree = ostree;
    this.heads = heads;
  }

  /** Pulls everything; what comes must be where production's branches point. */
  public static Clone pull(String url, Path path, Production production) throws IOException {
    Ostree ostree = Ostree.in(path).init("archive");
    Map<String, String> heads = production.heads();
    List<String> line = new ArrayList<>(heads.keySet());
    line.add("--depth=-1");
    CommandResult pulled = ostree.tryPull(url, line.toArray(String[]::new));
    Violation.unless(pulled.exitCode() == 0, "pulling everything: " + pulled);
    Map<String, String> arrived = new HashMap<>();
    heads.keySet().forEach(ref -> arrived.put(ref, ostree.revParse(Ostree.REMOTE + ":" + ref)));
    Violation.unless(
        arrived.equals(heads), "a client that pulls gets " + arrived + " and not " + heads);
    return new Clone(ostree, heads);
  }

  public void requireSound() {
    CommandResult fsck = ostree.tryRun("fsck", "--all");
    Violation.unless(fsck.exitCode() == 0, "what a client pulled: " + fsck);
  }

  /** All commits of a branch, from its head on. */
  public Set<String> history(String branch) throws IOException {
    String head = heads.get(branch);
    if (head == null) {
      return Set.of();
    }
    Set<String> commits = new HashSet<>();
    History.of(Repository.open(ostree.repository()).objects(), Checksum.parse(head), c -> false)
        .commits()
        .forEach(commit -> commits.add(commit.toString()));
    return commits;
  }
}
