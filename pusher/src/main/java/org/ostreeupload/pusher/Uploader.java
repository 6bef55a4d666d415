// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.bundle.BundleWriter;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * Sends objects: small ones in bundles, large ones alone, several requests at a time. The first
 * failure ends the rest.
 */
final class Uploader {
  private static final int IN_FLIGHT = 4;
  private static final long BUNDLE_BYTES = 8L << 20;
  private static final int BUNDLE_OBJECTS = 4096;

  // Few enough that the largest ones fit into a bundle, and small ones need few bundles.
  private static final int BUNDLE_DETACHED = 6;

  private final ObjectStore objects;
  private final ReceiverClient client;
  private final String push;
  private final Limits limits;
  private final PushListener listener;

  Uploader(
      Repository repository,
      ReceiverClient client,
      String push,
      Limits limits,
      PushListener listener) {
    this.objects = repository.objects();
    this.client = client;
    this.push = push;
    this.limits = limits;
    this.listener = listener;
  }

  /** Sends objects and detached metadata; returns when the receiver has taken all of them. */
  void upload(List<Item> items, List<Checksum> detached) throws IOException {
    List<Callable<Void>> requests = new ArrayList<>();
    List<Item> bundle = new ArrayList<>();
    long bytes = 0;
    long most = Math.min(BUNDLE_BYTES, limits.bundle() / 2);
    for (Item item : items) {
      if (!item.name().type().isMetadata()
          && item.length() > Math.min(most, limits.bundledObject())) {
        requests.add(() -> sendLarge(item));
        continue;
      }
      if (bundle.size() == BUNDLE_OBJECTS || bytes + item.length() > most) {
        List<Item> full = bundle;
        requests.add(() -> sendBundle(full));
        bundle = new ArrayList<>();
        bytes = 0;
      }
      bundle.add(item);
      bytes += item.length();
    }
    if (!bundle.isEmpty()) {
      List<Item> rest = bundle;
      requests.add(() -> sendBundle(rest));
    }
    for (int from = 0; from < detached.size(); from += BUNDLE_DETACHED) {
      List<Checksum> some =
          detached.subList(from, Math.min(detached.size(), from + BUNDLE_DETACHED));
      requests.add(() -> sendDetached(some));
    }
    runAll(requests);
  }

  private static void runAll(List<Callable<Void>> requests) throws IOException {
    Semaphore places = new Semaphore(IN_FLIGHT);
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (Callable<Void> request : requests) {
        places.acquire();
        running.add(
            executor.submit(
                () -> {
                  try {
                    return request.call();
                  } finally {
                    places.release();
                  }
                }));
        failEarly(running);
      }
      for (Future<Void> request : running) {
        request.get();
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PushException(PushException.Cause.RECEIVER, "interrupted", e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  /** Throws the failure of a request that has failed already. */
  private static void failEarly(List<Future<Void>> running)
      throws ExecutionException, InterruptedException {
    for (Future<Void> request : running) {
      if (request.state() == Future.State.FAILED) {
        request.get();
      }
    }
    running.removeIf(request -> request.state() == Future.State.SUCCESS);
  }

  private static IOException failure(ExecutionException failed) throws IOException {
    switch (failed.getCause()) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> throw new IllegalStateException(failed);
    }
  }

  private Void sendBundle(List<Item> items) throws IOException {
    BundleResult result =
        client.sendBundle(
            push,
            out -> {
              BundleWriter writer = new BundleWriter(out);
              for (Item item : items) {
                writeObject(writer, item);
              }
              writer.end();
            });
    requireAccepted(result);
    listener.sentObjects(items.size());
    return null;
  }

  private void writeObject(BundleWriter writer, Item item) throws IOException {
    SourceObject object = source(item);
    StoredContent content = object.content();
    try (InputStream in = open(object)) {
      writer.object(object.name(), content.form(), content.length(), in);
    } catch (MalformedException e) {
      throw new SourceFailure(ObjectException.damaged(item.name(), e.rule()));
    }
    listener.sentBytes(Frame.HEAD_SIZE + content.length());
  }

  private SourceObject source(Item item) throws SourceFailure {
    try {
      return SourceObject.of(objects, item.name());
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  private static InputStream open(SourceObject object) throws SourceFailure {
    try {
      return object.content().source().open();
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  private Void sendDetached(List<Checksum> commits) throws IOException {
    BundleResult result =
        client.sendBundle(
            push,
            out -> {
              BundleWriter writer = new BundleWriter(out);
              for (Checksum commit : commits) {
                byte[] bytes = detached(commit);
                writer.detached(commit, bytes);
                listener.sentBytes(Frame.HEAD_SIZE + bytes.length);
              }
              writer.end();
            });
    requireAccepted(result);
    return null;
  }

  private byte[] detached(Checksum commit) throws SourceFailure {
    try {
      return objects.readDetached(commit).orElseGet(() -> new byte[0]);
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  private void requireAccepted(BundleResult result) throws IOException {
    if (!result.refused().isEmpty()) {
      Refusal refusal = result.refused().getFirst();
      SourceObject.of(objects, refusal.object()).verify();
      int others = result.refused().size() - 1;
      throw new PushException(
          PushException.Cause.SOURCE,
          "object "
              + refusal.object()
              + " is refused: "
              + refusal.detail()
              + (others == 0 ? "" : " (and " + others + " more)"));
    }
  }

  private Void sendLarge(Item item) throws IOException {
    SourceObject object = source(item);
    try {
      client.sendLarge(push, object, (offset, out) -> writeFrom(object, offset, out));
    } catch (ProblemException e) {
      if (e.problem().code() == ErrorCode.OBJECT_REFUSED) {
        object.verify();
      }
      throw e;
    }
    listener.sentObjects(1);
    return null;
  }

  private void writeFrom(SourceObject object, long offset, OutputStream out) throws IOException {
    try (InputStream in = open(object)) {
      in.skipNBytes(offset);
      byte[] piece = new byte[1 << 16];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        out.write(piece, 0, count);
        listener.sentBytes(count);
      }
    }
  }

  /** Says for the user that an object of the source is at fault. */
  static PushException sourceFault(ObjectException e) {
    return new PushException(
        PushException.Cause.SOURCE,
        "in the source repository " + e.getMessage() + " (ostree fsck tells more)",
        e);
  }
}
