// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the clients of open pushes mean to send. A client asks for it once, right after it has told
 * it, so this is kept in memory only: a restart forgets it, and so do later announcements when they
 * become too many, the one that was not asked for the longest time first. Thread-safe.
 */
final class Announcements {
  private static final int MAX_NAMES = 1_000_000; // 33 MB

  private final int maxNames;
  private final Lock lock = new ReentrantLock();
  // Both guarded by lock; in the order of their last use.
  private final Map<String, AnnouncedObjects> lists = new LinkedHashMap<>(16, 0.75f, true);
  private long names;

  Announcements() {
    this(MAX_NAMES);
  }

  /** Keeps at most so many names, or the latest list if that alone has more. */
  Announcements(int maxNames) {
    this.maxNames = maxNames;
  }

  /** Keeps the list of a push, instead of an earlier one. */
  void keep(String push, AnnouncedObjects list) {
    lock.lock();
    try {
      forget(push);
      lists.put(push, list);
      names += list.size();
      Iterator<AnnouncedObjects> oldest = lists.values().iterator();
      while (names > maxNames && lists.size() > 1) {
        names -= oldest.next().size();
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Finds the list of a push. */
  Optional<AnnouncedObjects> find(String push) {
    lock.lock();
    try {
      return Optional.ofNullable(lists.get(push));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the list of a push that has ended. */
  void forget(String push) {
    lock.lock();
    try {
      AnnouncedObjects list = lists.remove(push);
      names -= list == null ? 0 : list.size();
    } finally {
      lock.unlock();
    }
  }
}
