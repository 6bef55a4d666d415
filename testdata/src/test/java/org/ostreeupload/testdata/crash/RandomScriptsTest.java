// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be true whatever a program does. */
final class RandomScriptsTest {
  @TempDir private Path dir;

  private Script run(long seed) throws IOException {
    return RandomScript.run(dir, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theRealTreeIsTheStateInWhichAllArrived(long seed) throws IOException {
    Script script = run(seed);
    List<String> states = new ArrayList<>();
    script
        .files()
        .crashStates(new Sampling(0, 0, seed))
        .from(script.files().operations())
        .forEach(state -> states.add(Script.describe(state)));

    assertThat(states).contains(Script.describe(dir));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void onceAllIsForcedThereIsOneState(long seed) throws IOException {
    Script script = run(seed);
    Path root = script.files().root();
    try (var paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        script.force(root.relativize(path).toString());
      }
    }

    assertThat(script.statesNow()).containsExactly(Script.describe(dir));
  }

  /** Durable operations are applied ahead of pending ones; that must make no difference. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aCrashIsTheReplayOfAllThatArrivedInTheOrderInWhichItWasDone(long seed) throws IOException {
    Script script = run(seed);
    Recorder recorder = script.files().recorder();
    List<Operation> operations = recorder.operations();
    Durability durability = new Durability(recorder.initial());
    for (int done = 0; done < operations.size(); done++) {
      durability.add(operations.get(done));
      List<Operation> pending = durability.pending();
      List<Operation> before = operations.subList(0, done + 1);
      new Combinations(pending)
          .some(20, new Random(seed))
          .forEach(
              arrivals ->
                  assertThat(digest(durability.crash(arrivals)))
                      .as("seed %d: %s of %s after %s", seed, arrivals, pending, before)
                      .isEqualTo(digest(replay(recorder.initial(), before, pending, arrivals))));
    }
  }

  private static TreeDigest digest(DiskImage image) {
    return TreeDigest.of(image);
  }

  private static DiskImage replay(
      DiskImage image, List<Operation> before, List<Operation> pending, List<Arrival> arrivals) {
    Set<Operation> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(pending);
    int next = 0;
    for (Operation operation : before) {
      image.apply(operation, known.contains(operation) ? arrivals.get(next++) : Arrival.WHOLE);
    }
    return image;
  }
}
