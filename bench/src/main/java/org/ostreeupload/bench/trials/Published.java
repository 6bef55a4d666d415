// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The commits that are or may be published of a branch, the oldest first. Thread-safe. */
final class Published {
  private final List<String> commits = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private boolean ended;

  /** The number that the next commit will have. */
  synchronized int next() {
    return commits.size();
  }

  /** A commit is about to be pushed. */
  synchronized void add(String commit) {
    commits.add(commit);
  }

  /** A client has a commit; tells its number, or -1 if it was never pushed. */
  synchronized int saw(String commit) {
    seen.add(commit);
    return commits.indexOf(commit);
  }

  /** How many different commits clients have got. */
  synchronized int seen() {
    return seen.size();
  }

  /** There will be no more. */
  synchronized void end() {
    ended = true;
  }

  synchronized boolean isEnded() {
    return ended;
  }
}
