// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.ostreeupload.testdata.crash.Operation.Data;
import org.ostreeupload.testdata.crash.Operation.Entry;
import org.ostreeupload.testdata.crash.Operation.FailedForce;
import org.ostreeupload.testdata.crash.Operation.Force;
import org.ostreeupload.testdata.crash.Operation.Slot;
import org.ostreeupload.testdata.crash.Operation.Touch;
import org.ostreeupload.testdata.crash.Operation.Write;

/** What is durable after some operations, and which are still pending. Not thread-safe. */
final class Durability {
  private final DiskImage durable;
  private final List<Operation> pending = new ArrayList<>();
  // Writes that no later force makes durable. By identity: equal writes may differ in this.
  private final Set<Operation> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Begins with an image of which all is durable. */
  Durability(DiskImage initial) {
    this.durable = initial;
  }

  /** The operations that may have arrived or not, in the order in which they were done. */
  List<Operation> pending() {
    return List.copyOf(pending);
  }

  /** What is on the disk after a crash in which this arrived of each pending operation. */
  DiskImage crash(List<Arrival> arrivals) {
    DiskImage image = durable.fork();
    for (int i = 0; i < arrivals.size(); i++) {
      image.apply(pending.get(i), arrivals.get(i));
    }
    return image;
  }

  /** Goes on by one operation. */
  void add(Operation operation) {
    switch (operation) {
      case Data data -> pending.add(data);
      case Entry entry -> pending.add(entry);
      case Force force -> settle(force.inode());
      case FailedForce failed -> drop(failed.inode());
      case Touch _ -> {}
    }
  }

  private void drop(int inode) {
    pending.stream()
        .filter(operation -> operation instanceof Write write && write.inode() == inode)
        .forEach(dropped::add);
  }

  /** Says whether a write was dropped, and no later one has written its page again. */
  private boolean isDropped(Data data, List<Operation> later) {
    return dropped.contains(data)
        && later.stream().noneMatch(other -> other instanceof Data next && next.covers(data));
  }

  /** Makes durable what forcing an inode does. */
  private void settle(int inode) {
    Set<Slot> slots = new HashSet<>();
    List<Operation> settled = new ArrayList<>();
    for (Operation operation : pending.reversed()) {
      boolean reached =
          switch (operation) {
            case Data data -> data.inode() == inode && !isDropped(data, settled);
            // With a name goes what was done to it before: the last to set it wins, lost or not.
            case Entry entry ->
                entry.directory() == inode || entry.slots().stream().anyMatch(slots::contains);
            default -> throw new IllegalStateException("not pending: " + operation);
          };
      if (reached) {
        settled.add(operation);
        if (operation instanceof Entry entry) {
          slots.addAll(entry.slots());
        }
      }
    }
    for (Operation operation : settled.reversed()) {
      durable.apply(operation, Arrival.WHOLE);
    }
    Set<Operation> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    gone.addAll(settled);
    pending.removeIf(gone::contains);
  }
}
