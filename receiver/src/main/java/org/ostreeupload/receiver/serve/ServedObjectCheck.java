// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads objects that clients have fetched once more, in the background, while the system still has
 * them in memory: a damaged one fails every pull, and nobody would tell the receiver. What is found
 * damaged is wanted from then on; what breaks a rule in all copies is not, as no push could mend
 * it.
 *
 * <p>Most objects are read once in a while, not each time; under load some are not read at all.
 * Memory: 128 KiB and 1,000 names. Thread-safe.
 */
public final class ServedObjectCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedObjectCheck.class);
  private static final int WAITING = 1_000;
  private static final int BITS = 1 << 20;
  private static final int ENOUGH = BITS / 4;

  private final Repository repository;
  private final BlockingQueue<ObjectName> queue = new ArrayBlockingQueue<>(WAITING);
  private final BitSet checked = new BitSet(BITS); // used by the thread alone
  private final Thread thread;
  private volatile boolean closed;

  /** Begins to wait for objects of a repository. */
  public ServedObjectCheck(Repository repository) {
    this.repository = repository;
    this.thread = Thread.ofPlatform().daemon().name("served-object-check").unstarted(this::run);
    thread.start();
  }

  /** Takes note of an object that was served; forgets it if there are too many. */
  void served(ObjectName name) {
    var _ = queue.offer(name);
  }

  private void run() {
    try {
      while (!closed) {
        check(queue.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(ObjectName name) {
    int bit = name.hashCode() & (BITS - 1);
    if (checked.get(bit)) {
      return;
    }
    if (checked.cardinality() > ENOUGH) {
      checked.clear();
    }
    checked.set(bit);
    try {
      var _ = passes(name, () -> repository.objects().requireIntact(name));
    } catch (IOException | RuntimeException e) {
      if (!closed) { // which interrupts the reading
        LOG.error("object {} cannot be read", name, e);
      }
    }
  }

  /** Reads an object. */
  @FunctionalInterface
  interface Reading {
    void run() throws IOException;
  }

  /** Says whether an object can be read; if it is damaged, it is wanted from now on. */
  boolean passes(ObjectName name, Reading reading) throws IOException {
    try {
      reading.run();
      return true;
    } catch (ObjectException e) {
      if (e.fault() == ObjectException.Fault.DAMAGED) {
        repository.wanted().add(name);
        LOG.error(
            "{}; the next push from a repository that has it will replace it", e.getMessage());
      }
      return false;
    }
  }

  /** Ends the thread and waits for its end. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
