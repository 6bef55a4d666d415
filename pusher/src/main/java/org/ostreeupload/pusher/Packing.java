// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.util.ArrayList;
import java.util.List;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.object.ObjectType;

/** Which objects go together, by what a receiver takes at once. Immutable. */
final class Packing {
  private static final long BUNDLE_BYTES = 8L << 20;
  private static final int BUNDLE_OBJECTS = 4096;

  private final Limits limits;

  Packing(Limits limits) {
    this.limits = limits;
  }

  /** Content may go alone; metadata, which is never very large, goes in bundles always. */
  boolean isLarge(Item item) {
    return item.name().type() == ObjectType.FILE
        && item.length() > Math.min(bundleBytes(), limits.bundledObject());
  }

  private long bundleBytes() {
    return Math.min(BUNDLE_BYTES, limits.bundle() / 2);
  }

  /** How many bytes something may have that goes in a bundle. */
  long largest() {
    return Math.min(limits.bundledObject(), bundleBytes() - Frame.HEAD_SIZE);
  }

  /** Parts a list into bundles, in its order. What is too large for one has one for itself. */
  List<List<Item>> bundles(List<Item> items) {
    int most = Math.min(BUNDLE_OBJECTS, limits.namesPerQuestion());
    List<List<Item>> bundles = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < items.size(); i++) {
      long size = Frame.HEAD_SIZE + items.get(i).length();
      bytes += size;
      if (i > from && (i - from == most || bytes > bundleBytes())) {
        bundles.add(items.subList(from, i));
        from = i;
        bytes = size;
      }
    }
    if (from < items.size()) {
      bundles.add(items.subList(from, items.size()));
    }
    return bundles;
  }
}
