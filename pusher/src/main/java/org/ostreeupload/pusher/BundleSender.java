// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.pusher.PushPlan.Item;

/**
 * Sends bundles of objects. One that fails on the way is sent again without what has arrived of it.
 * Thread-safe.
 */
final class BundleSender {
  private final PushSession session;
  private final ReceiverAnswers answers;

  BundleSender(PushSession session, ReceiverAnswers answers) {
    this.session = session;
    this.answers = answers;
  }

  /** Writes objects as a bundle. */
  @FunctionalInterface
  interface Writing {
    void write(List<Item> items, OutputStream out) throws IOException;
  }

  /** Sends a bundle; what is refused of it is left to the caller. */
  BundleResult send(List<Item> items, Writing writing) throws IOException {
    return send(items, writing, false);
  }

  /** The same, and has the receiver tell how fast it came in, if that was at the first attempt. */
  BundleResult sendMeasured(List<Item> items, Writing writing) throws IOException {
    return send(items, writing, true);
  }

  private BundleResult send(List<Item> items, Writing writing, boolean measured)
      throws IOException {
    AtomicLong arrived = new AtomicLong();
    BundleResult result =
        session.sendBundle(
            arrived::get,
            attempt -> {
              List<Item> left = attempt == 1 ? items : stillMissing(items);
              arrived.set(items.size() - left.size());
              return new PushSession.Body(
                  measured && attempt == 1, out -> writing.write(left, out));
            });
    answers.requireOf(items, result);
    return result;
  }

  /** What of a bundle has not arrived by an attempt that failed. */
  private List<Item> stillMissing(List<Item> items) throws IOException {
    return session.missingNow(items.stream().map(Item::name).toList()).stream()
        .mapToObj(items::get)
        .toList();
  }
}
