// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.patch.PatchMaker;

/** Makes patches for files of which the receiver has an earlier version. Thread-safe. */
final class Patches {
  /** The least bytes that a file has for which a patch is made. */
  private static final int LEAST = 16 << 10;

  private static final int MOST = 4 << 20; // bytes of a patch: it is kept in memory

  private final ObjectStore objects;
  private final int most;

  /** Makes patches of at most so many bytes. */
  Patches(ObjectStore objects, long most) {
    this.objects = objects;
    this.most = (int) Math.min(MOST, most);
  }

  /** Those of the objects that are worth a try. */
  List<Item> candidates(List<Item> items) {
    Set<ObjectName> sent = items.stream().map(Item::name).collect(toSet());
    return items.stream()
        .filter(item -> item.length() >= LEAST && item.earlier().isPresent())
        .filter(item -> isUsable(item.earlier().get(), sent))
        .toList();
  }

  /** Says whether the receiver has a file, and it is here too. */
  private boolean isUsable(Checksum earlier, Set<ObjectName> sent) {
    ObjectName name = ObjectName.file(earlier);
    return !sent.contains(name) && objects.contains(name);
  }

  /**
   * Makes a patch for a candidate, if that saves at least a quarter of its bytes. What keeps it
   * from being made is not told: the whole file can be sent.
   */
  Optional<byte[]> make(Item item) {
    Checksum earlier = item.earlier().orElseThrow();
    int limit = (int) Math.min(most, item.length() / 4 * 3);
    try {
      SourceObject after = SourceObject.toSend(objects, item);
      return PatchMaker.make(earlier, objects.content(earlier), after.content(), limit);
    } catch (IOException e) {
      return Optional.empty(); // whether it is the file that cannot be read is seen when it is sent
    }
  }
}
