// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrashStatesTest {
  @TempDir private Path dir;

  private Script script() throws IOException {
    return new Script(Files.createDirectories(dir.resolve("root")));
  }

  private static int count(CrashStates states) throws IOException {
    return states.forEach(state -> assertThat(state).isNotNull());
  }

  @Test
  void numberOfStatesIsThatCountedByHand() throws IOException {
    // Nothing; a empty, "x", "00" and "xy".
    assertThat(count(script().create("a").append("a", "xy").files().crashStates())).isEqualTo(5);
  }

  @Test
  void independentCreationsDouble() throws IOException {
    Script script = script();
    for (int i = 0; i < 6; i++) {
      script.create("f" + i);
    }

    assertThat(count(script.files().crashStates())).isEqualTo(1 << 6);
  }

  @Test
  void forcedCreationsAddUp() throws IOException {
    Script script = script();
    for (int i = 0; i < 6; i++) {
      script.create("g" + i).force("");
    }

    assertThat(count(script.files().crashStates())).isEqualTo(7);
  }

  @Test
  void equalStatesAreVisitedOnce() throws IOException {
    Script script = script().create("h").delete("h").create("h").delete("h").create("h");
    List<CrashState> states = new ArrayList<>();

    assertThat(script.files().crashStates().forEach(states::add)).isEqualTo(2);
    assertThat(states).extracting(CrashState::operations).containsExactly(0, 1);
  }

  @Test
  void rangeHasOnlyTheCrashesInIt() throws IOException {
    Script script = script().create("i").force("").create("j").force("").create("k");
    CrashStates states = script.files().crashStates();

    assertThat(count(states)).isEqualTo(4);
    assertThat(count(states.from(2))).isEqualTo(3);
    assertThat(count(states.until(1))).isEqualTo(2);
    assertThat(count(states.from(2).until(3))).isEqualTo(2);
  }

  /** Of twenty creations: none, prefixes, one alone, all but one; nothing twice. */
  @Test
  void manyPendingOperationsAreSampled() throws IOException {
    Script script = script();
    for (int i = 10; i < 30; i++) {
      script.create("n" + i);
    }
    Sampling none = new Sampling(0, 0, 1);
    CrashStates now = script.files().crashStates(none).from(20);
    Set<Integer> sizes = new HashSet<>();
    int special = now.forEach(state -> sizes.add(state.paths().size()));

    // Prefixes of 0 to 20, of which 1 and 19 are alone and missing too; 20 and 20 of those.
    assertThat(special).isEqualTo(21 + 20 + 20 - 2);
    assertThat(sizes).hasSize(21);
  }

  @Test
  void sampledWritesAreTornSingly() throws IOException {
    Script script = script().create("x").create("y").force("").append("x", "ab").append("y", "cd");
    Set<String> states = new HashSet<>();
    script
        .files()
        .crashStates(new Sampling(0, 0, 1))
        .forEach(state -> states.add(Script.describe(state)));

    assertThat(states)
        .contains("x=a, y=cd", "x=00, y=cd", "x=ab, y=c", "x=ab, y=00")
        .contains("x=a, y=c", "x=00, y=00", "x=, y=cd", "x=ab, y=", "x=, y=")
        .doesNotContain("x=a, y=00");
  }

  @Test
  void fewOperationsThatAreLeftOfManyArriveInAllCombinations() throws IOException {
    Script script = script().mkdir("s").force("").create("s/1").create("s/2").create("s/3");
    script.create("4").create("5").force("");
    Set<List<String>> states = new HashSet<>();
    CrashStates all = script.files().crashStates(new Sampling(3, 0, 1));
    all.forEach(
        state -> {
          if (state.paths().containsAll(List.of("4", "5"))) {
            states.add(state.paths());
          }
        });

    assertThat(states).hasSize(8);
  }

  @Test
  void randomSubsetsAreTheSameForTheSameSeed() throws IOException {
    Script script = script();
    for (int i = 10; i < 30; i++) {
      script.create("r" + i);
    }

    Set<List<String>> first = sampled(script, 7);
    assertThat(first).hasSizeBetween(59 + 50, 59 + 100);
    assertThat(sampled(script, 7)).isEqualTo(first);
    assertThat(sampled(script, 8)).isNotEqualTo(first);
  }

  private static Set<List<String>> sampled(Script script, long seed) throws IOException {
    Set<List<String>> states = new HashSet<>();
    CrashStates all = script.files().crashStates(new Sampling(5, 100, seed));
    all.from(20).forEach(state -> states.add(state.paths()));
    return states;
  }

  @Test
  void stateTellsWhatArrivedAndWhatDidNot() throws IOException {
    Script script = script().create("a").append("a", "xy").create("b");
    Set<String> states = new HashSet<>();
    script.files().crashStates().forEach(state -> states.add(state.toString()));

    assertThat(states)
        .contains(
            "crash after 0 operations; pending and arrived: []; lost: []",
            "crash after 2 operations (write 2 bytes at 0 of a); pending and arrived:"
                + " [create a, write 2 bytes at 0 of a [half]]; lost: []",
            "crash after 3 operations (create b); pending and arrived:"
                + " [create b]; lost: [create a, write 2 bytes at 0 of a]");
  }

  @Test
  void stateIsWrittenToARealDirectory() throws IOException {
    Path root = Files.createDirectories(dir.resolve("root"));
    Files.writeString(root.resolve("old"), "old");
    Files.setPosixFilePermissions(
        root.resolve("old"), PosixFilePermissions.fromString("rw-r-----"));
    Script script = new Script(root).mkdir("d").create("d/f").append("d/f", "new");
    script.symlink("d/l", "../old").link("d/old", "old").force("d/f").force("d").force("");

    List<CrashState> states = new ArrayList<>();
    script.files().crashStates().from(8).forEach(states::add);
    assertThat(states).hasSize(1);
    Path copy = states.getFirst().materialise(dir.resolve("new/copy"));

    assertThat(Script.describe(copy)).isEqualTo("d/, d/f=new, d/l/, d/old=old, old=old");
    assertThat(Files.readSymbolicLink(copy.resolve("d/l"))).hasToString("../old");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("old"))))
        .isEqualTo("rw-r-----");
    assertThat(states.getFirst().read("d/f").orElseThrow()).asString(UTF_8).isEqualTo("new");
    assertThat(states.getFirst().read("d")).isEmpty();
    assertThat(states.getFirst().read("none/f")).isEmpty();
  }

  @Test
  void statesOutliveFurtherOnes() throws IOException {
    Script script = script().create("a").append("a", "1").create("b").append("a", "2").force("a");
    script.create("c").append("c", "3").force("c").force("").append("a", "4").delete("b");
    script.force("a").force("").append("a", "5").force("a");
    List<CrashState> states = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    script
        .files()
        .crashStates()
        .forEach(
            state -> {
              states.add(state);
              seen.add(Script.describe(state));
            });

    assertThat(states).extracting(Script::describe).isEqualTo(seen);
  }
}
