// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ostreeupload.protocol.bundle.BundleWriter;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.object.ObjectName;

/** Sends files as patches against what the receiver has. Thread-safe. */
final class PatchedObjects {
  private final Patches patches;
  private final BundleSender sender;
  private final PushListener listener;

  PatchedObjects(Patches patches, BundleSender sender, PushListener listener) {
    this.patches = patches;
    this.sender = sender;
    this.listener = listener;
  }

  /**
   * Makes patches and sends them in a bundle.
   *
   * @return the objects that have to be sent whole: no patch is of use, or it was refused, since
   *     the receiver has lost or damaged what it is against
   */
  List<Item> send(List<Item> items) throws IOException {
    Map<ObjectName, byte[]> made = new HashMap<>();
    List<Item> patched = new ArrayList<>();
    List<Item> whole = new ArrayList<>();
    for (Item item : items) {
      Optional<byte[]> patch = patches.make(item);
      if (patch.isPresent()) {
        made.put(item.name(), patch.get());
        patched.add(item);
      } else {
        whole.add(item);
      }
    }
    if (!patched.isEmpty()) {
      whole.addAll(sendMade(made, patched));
    }
    return whole;
  }

  private List<Item> sendMade(Map<ObjectName, byte[]> made, List<Item> items) throws IOException {
    BundleResult result = sender.send(items, (left, out) -> write(left, made, out));
    Set<ObjectName> refused = new HashSet<>();
    result.refused().forEach(refusal -> refused.add(refusal.object()));
    List<Item> whole = new ArrayList<>();
    for (Item item : items) {
      if (refused.contains(item.name())) {
        whole.add(item);
      } else {
        listener.sentObjects(1);
        listener.sparedBytes(item.length() - patch(item, made).length);
      }
    }
    return whole;
  }

  private void write(List<Item> items, Map<ObjectName, byte[]> made, OutputStream out)
      throws IOException {
    BundleWriter writer = new BundleWriter(out);
    for (Item item : items) {
      byte[] patch = patch(item, made);
      writer.patch(item.name().checksum(), patch);
      listener.sentBytes(Frame.HEAD_SIZE + patch.length);
    }
    writer.end();
  }

  private static byte[] patch(Item item, Map<ObjectName, byte[]> made) {
    return Objects.requireNonNull(made.get(item.name()));
  }
}
