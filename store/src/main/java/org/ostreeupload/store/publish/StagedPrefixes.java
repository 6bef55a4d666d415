// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * What is known of the directories of staged objects, one for each first byte of a checksum and
 * each type, so that the file system is not asked for every object. Thread-safe.
 */
final class StagedPrefixes {
  private static final int COUNT = 256;

  private final Map<ObjectType, AtomicReferenceArray<State>> states =
      new EnumMap<>(ObjectType.class);

  private enum State {
    ABSENT,
    UNKNOWN,
    PRESENT
  }

  private StagedPrefixes(State state) {
    State[] all = new State[COUNT];
    Arrays.fill(all, state);
    for (ObjectType type : ObjectType.values()) {
      states.put(type, new AtomicReferenceArray<>(all));
    }
  }

  /** Those of staging that has just been made. */
  static StagedPrefixes none() {
    return new StagedPrefixes(State.ABSENT);
  }

  /** Those of staging that was there before. */
  static StagedPrefixes unknown() {
    return new StagedPrefixes(State.UNKNOWN);
  }

  private AtomicReferenceArray<State> of(ObjectType type) {
    return requireNonNull(states.get(type));
  }

  private static int index(Checksum checksum) {
    return (int) (checksum.a() >>> 56);
  }

  /** Whether an object cannot be there, as the directory for it is not. */
  boolean cannotHave(ObjectName name) {
    return of(name.type()).get(index(name.checksum())) == State.ABSENT;
  }

  /** Makes sure that the directory for an object is there. */
  void ensure(ObjectName name, Path directory) throws IOException {
    AtomicReferenceArray<State> known = of(name.type());
    int index = index(name.checksum());
    if (known.get(index) != State.PRESENT) {
      Files.createDirectories(directory);
      known.set(index, State.PRESENT);
    }
  }

  /** Takes note that the directory of some objects of a type is gone. */
  void forget(Path directory, ObjectType type) {
    int index = Integer.parseInt(String.valueOf(directory.getFileName()), 16);
    of(type).set(index, State.ABSENT);
  }
}
