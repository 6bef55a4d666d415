// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;

/**
 * What a push will do.
 *
 * @param branches what becomes of each branch
 * @param objects the objects that the receiver lacks
 * @param detached the commits whose detached metadata is sent, with its length
 */
public record PushPlan(List<Branch> branches, List<Item> objects, List<Item> detached) {
  /** Makes a plan. */
  public PushPlan {
    branches = List.copyOf(branches);
    objects = List.copyOf(objects);
    detached = List.copyOf(detached);
  }

  /**
   * What becomes of a branch.
   *
   * @param ref the branch
   * @param from where it points at the receiver; empty if it is new there
   * @param to where it shall point
   * @param commits how many commits are between the two; all that are there for a new branch
   * @param objects how many objects the receiver lacks that no branch before this one brings
   */
  public record Branch(
      RefName ref, Optional<Checksum> from, Checksum to, int commits, int objects) {}

  /**
   * Something to send.
   *
   * @param name the name of the object
   * @param length how many bytes there are in the form in which they are sent
   * @param earlier the content object that the receiver has in the place of this one, if it has one
   */
  public record Item(ObjectName name, long length, Optional<Checksum> earlier) {
    /** Something that the receiver has no other version of. */
    public Item(ObjectName name, long length) {
      this(name, length, Optional.empty());
    }
  }

  /** How many bytes the objects have. */
  public long bytes() {
    return objects.stream().mapToLong(Item::length).sum();
  }
}
