// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.compose;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * What to commit.
 *
 * @param tree the directory
 * @param branch the branch to move
 * @param parent which commit comes before
 * @param subject the first line of the message
 * @param body the message below it
 * @param timestamp seconds since 1970
 * @param metadata strings to record, in order
 * @param bindings further refs that the commit is bound to
 * @param permissions what to record of owners and modes
 */
public record CommitRequest(
    Path tree,
    RefName branch,
    Parent parent,
    String subject,
    String body,
    long timestamp,
    List<Map.Entry<String, String>> metadata,
    List<RefName> bindings,
    Permissions permissions) {
  /** Makes a request. */
  public CommitRequest {
    metadata = List.copyOf(metadata);
    bindings = List.copyOf(bindings);
  }

  /** Which commit comes before the new one. */
  public sealed interface Parent {
    /** The head of the branch, if it has one. */
    record Head() implements Parent {}

    /** None: the commit begins a history. */
    record None() implements Parent {}

    /** This commit, which need not be in the repository. */
    record Given(Checksum commit) implements Parent {}
  }

  /**
   * What to record of owners, modes and extended attributes.
   *
   * @param uid the owner to record; empty for that of each file
   * @param gid the group to record; empty for that of each file
   * @param canonical whether owners are 0:0, modes are cut to {@code 0755} and extended attributes
   *     left out, as a bare-user-only repository wants it
   * @param xattrs whether extended attributes are recorded
   */
  public record Permissions(
      Optional<Integer> uid, Optional<Integer> gid, boolean canonical, boolean xattrs) {}
}
