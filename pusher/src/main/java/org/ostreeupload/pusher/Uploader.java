// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ostreeupload.protocol.bundle.BundleWriter;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Sends objects: small ones in bundles, large ones alone, several requests at a time. Only commits
 * go one bundle after the other.
 */
final class Uploader {
  private static final int LEAST_PROBE = 128 << 10;
  private static final int PROBE = 512 << 10;
  private static final int LARGEST_IN_PROBE = 256 << 10;
  // Bytes a second. To make a patch and to apply it takes both sides together about 25 ms for each
  // megabyte that need not be sent then, on two cores.
  private static final long SLOW = 32_000_000;

  private final ObjectStore objects;
  private final PushSession session;
  private final ReceiverAnswers answers;
  private final Packing packing;
  private final PushListener listener;
  private final Compression compression;
  private final BundleSender sender;
  private final Patches patches;
  private final LargeObjects large;
  private final PatchedObjects patched;

  Uploader(
      ObjectStore objects,
      PushSession session,
      Compression compression,
      ReceiverAnswers answers,
      PushListener listener) {
    this.objects = objects;
    this.session = session;
    this.answers = answers;
    this.packing = new Packing(session.limits());
    this.listener = listener;
    this.compression = session.takesPatches() ? compression : Compression.NONE;
    if (this.compression != compression && compression == Compression.DELTA) {
      listener.noted("the receiver takes no patches: files go whole");
    }
    this.sender = new BundleSender(session, answers);
    this.patches = new Patches(objects, packing.largest());
    this.large = new LargeObjects(objects, session, listener);
    this.patched = new PatchedObjects(patches, sender, listener);
  }

  /** Asks how many bytes of the large ones among objects have arrived in all. */
  long askArrived(List<Item> items) throws IOException {
    return large.askArrived(items.stream().filter(packing::isLarge).toList());
  }

  /**
   * Sends objects and detached metadata; returns when the receiver has taken all of them. Commits
   * go last, so that one that has arrived tells a later push that its objects have, too; and in
   * their order, none before the one before it has arrived, so that it tells the same of them.
   *
   * @param items what to send, each commit behind its parent
   */
  void upload(List<Item> items, List<Item> detached) throws IOException {
    Set<Item> patchable = new LinkedHashSet<>();
    Set<Item> probe = new LinkedHashSet<>();
    if (compression != Compression.NONE) {
      patchable.addAll(patches.candidates(items));
      patchable.removeIf(large::hasBegun);
    }
    if (compression == Compression.AUTO && !patchable.isEmpty()) {
      probe.addAll(probe(items, patchable));
    }
    if (!probe.isEmpty() && !isSlow(List.copyOf(probe))) {
      patchable.clear();
    }
    List<ParallelTasks.Task> first = new ArrayList<>();
    List<Item> small = new ArrayList<>();
    List<Item> commits = new ArrayList<>();
    for (Item item : items) {
      if (patchable.contains(item) || probe.contains(item)) {
        continue;
      }
      if (packing.isLarge(item)) {
        first.add(() -> sendLarge(item));
      } else {
        (isCommit(item) ? commits : small).add(item);
      }
    }
    List<Item> inOrder = new ArrayList<>(small);
    inOrder.addAll(commits);
    boolean oneBundle =
        first.isEmpty() && patchable.isEmpty() && packing.bundles(inOrder).size() == 1;
    if (!oneBundle) {
      packing.bundles(small).forEach(bundle -> first.add(() -> sendBundle(bundle)));
    }
    packing.bundles(List.copyOf(patchable)).forEach(bundle -> first.add(() -> sendPatched(bundle)));
    List<ParallelTasks.Task> last = new ArrayList<>();
    last.add(() -> sendInTurn(packing.bundles(oneBundle ? inOrder : commits)));
    packing.bundles(detached).forEach(bundle -> last.add(() -> sendDetached(bundle)));
    ParallelTasks.run(first);
    ParallelTasks.run(last);
  }

  /** What to send first, to see how fast the connection is; nothing if there is not enough. */
  private List<Item> probe(List<Item> items, Set<Item> patchable) {
    List<Item> probe = new ArrayList<>();
    long bytes = 0;
    for (Item item : items) {
      if (bytes < PROBE
          && item.length() <= LARGEST_IN_PROBE
          && !isCommit(item)
          && !patchable.contains(item)) {
        probe.add(item);
        bytes += item.length();
      }
    }
    boolean oneBundle = packing.bundles(probe).size() == 1;
    return bytes >= LEAST_PROBE && oneBundle ? probe : List.of();
  }

  /** Sends a bundle, and says whether the network is so slow that patches are worth making. */
  private boolean isSlow(List<Item> items) throws IOException {
    BundleResult result = sender.sendMeasured(items, this::writeAtOnce);
    accept(items, result);
    return result.rate().orElse(0L) < SLOW;
  }

  /** Writes a bundle when all of it is there, so that only the network takes time. */
  private void writeAtOnce(List<Item> items, OutputStream out) throws IOException {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    writeObjects(items, bundle);
    bundle.writeTo(out);
  }

  private void sendPatched(List<Item> items) throws IOException {
    List<Item> small = new ArrayList<>();
    for (Item item : patched.send(items)) {
      if (packing.isLarge(item)) {
        sendLarge(item);
      } else {
        small.add(item);
      }
    }
    sendInTurn(packing.bundles(small));
  }

  private void sendInTurn(List<List<Item>> bundles) throws IOException {
    for (List<Item> bundle : bundles) {
      sendBundle(bundle);
    }
  }

  private static boolean isCommit(Item item) {
    return item.name().type() == ObjectType.COMMIT;
  }

  private void sendBundle(List<Item> items) throws IOException {
    accept(items, sender.send(items, this::writeObjects));
  }

  private void accept(List<Item> items, BundleResult result) throws IOException {
    requireAccepted(result);
    listener.sentObjects(items.size());
  }

  private void writeObjects(List<Item> items, OutputStream out) throws IOException {
    BundleWriter writer = new BundleWriter(out);
    for (Item item : items) {
      writeObject(writer, item);
    }
    writer.end();
  }

  private void writeObject(BundleWriter writer, Item item) throws IOException {
    if (isCommit(item)) {
      requireGood(item); // or the receiver would refuse it, and take those that come after it
    }
    SourceObject object = SourceObject.toSend(objects, item);
    StoredContent content = object.content();
    try (InputStream in = SourceStream.open(object)) {
      writer.object(object.name(), content.form(), content.length(), in);
    } catch (MalformedException e) {
      throw new SourceFailure(ObjectException.damaged(item.name(), e.rule()));
    }
    listener.sentBytes(Frame.HEAD_SIZE + content.length());
  }

  private void requireGood(Item item) throws SourceFailure {
    try {
      objects.verify(item.name());
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  private void sendDetached(List<Item> commits) throws IOException {
    BundleResult result =
        session.sendBundle(
            () -> 0, attempt -> new PushSession.Body(false, out -> writeDetached(commits, out)));
    answers.requireOf(commits, result);
    if (!result.refused().isEmpty()) {
      throw refused("detached metadata of " + result.refused().getFirst().object(), result);
    }
  }

  private void writeDetached(List<Item> commits, OutputStream out) throws IOException {
    BundleWriter writer = new BundleWriter(out);
    for (Item commit : commits) {
      byte[] bytes = readDetached(commit.name().checksum());
      writer.detached(commit.name().checksum(), bytes);
      listener.sentBytes(Frame.HEAD_SIZE + bytes.length);
    }
    writer.end();
  }

  private byte[] readDetached(Checksum commit) throws SourceFailure {
    try {
      return objects.readDetached(commit).orElseGet(() -> new byte[0]);
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  private void requireAccepted(BundleResult result) throws IOException {
    if (!result.refused().isEmpty()) {
      ObjectName object = result.refused().getFirst().object();
      objects.verify(object);
      throw refused("object " + object, result);
    }
  }

  private static PushException refused(String what, BundleResult result) {
    int others = result.refused().size() - 1;
    return new PushException(
        PushException.Cause.SOURCE,
        what
            + " is refused: "
            + result.refused().getFirst().detail()
            + (others == 0 ? "" : " (and " + others + " more)"));
  }

  private void sendLarge(Item item) throws IOException {
    large.send(item);
  }
}
