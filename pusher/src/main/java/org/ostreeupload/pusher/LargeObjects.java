// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.pusher.PushPlan.Item;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.object.ObjectName;

/** Sends content objects that are too large for a bundle, each alone and in pieces. Thread-safe. */
final class LargeObjects {
  private final ObjectStore objects;
  private final PushSession session;
  private final PushListener listener;
  private final Map<ObjectName, Long> arrived = new ConcurrentHashMap<>();

  LargeObjects(ObjectStore objects, PushSession session, PushListener listener) {
    this.objects = objects;
    this.session = session;
    this.listener = listener;
  }

  /** Asks how many bytes of objects have arrived in all. Sending them begins there. */
  long askArrived(List<Item> items) throws IOException {
    List<ParallelTasks.Task> questions = new ArrayList<>();
    for (Item item : items) {
      questions.add(
          () -> {
            SourceObject object = SourceObject.toSend(objects, item);
            arrived.put(item.name(), session.arrived(object));
          });
    }
    ParallelTasks.run(questions);
    return arrived.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Says whether it is known that some of an object has arrived. */
  boolean hasBegun(Item item) {
    return arrived.getOrDefault(item.name(), 0L) > 0;
  }

  /** Sends what has not arrived of an object. */
  void send(Item item) throws IOException {
    SourceObject object = SourceObject.toSend(objects, item);
    Optional<Long> known = Optional.ofNullable(arrived.remove(item.name()));
    try (Reading reading = new Reading(object)) {
      session.sendLarge(object, known, reading::write);
    } catch (ProblemException e) {
      if (e.problem().code() == ErrorCode.OBJECT_REFUSED) {
        objects.verify(object.name());
      }
      throw e;
    }
    listener.sentObjects(1);
  }

  /** Reads an object piece after piece, which mostly follow each other. Not thread-safe. */
  private final class Reading implements AutoCloseable {
    private final SourceObject object;
    private @Nullable SourceStream in;
    private long position;

    Reading(SourceObject object) {
      this.object = object;
    }

    void write(long offset, long length, OutputStream out) throws IOException {
      SourceStream from = at(offset);
      byte[] piece = new byte[1 << 16];
      long end = offset + length;
      while (position < end) {
        int count = from.read(piece, 0, (int) Math.min(piece.length, end - position));
        if (count < 0) {
          throw new IllegalArgumentException("an object ends at " + position + ", not at " + end);
        }
        position += count;
        out.write(piece, 0, count);
        listener.sentBytes(count);
      }
    }

    private SourceStream at(long offset) throws IOException {
      if (in == null || position != offset) {
        close();
        in = SourceStream.open(object);
        in.skipNBytes(offset);
        position = offset;
      }
      return in;
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
      }
    }
  }
}
