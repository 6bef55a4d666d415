// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test lists all states that there are, and no others. */
final class CrashRulesTest {
  @TempDir private Path dir;

  private Script script() throws IOException {
    return new Script(dir);
  }

  private void given(String path, String text) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void writeForceRenameForceLeavesTheOldOrTheNew() throws IOException {
    given("f", "old");
    Script script = script().create("t").append("t", "new!").force("t").rename("t", "f").force("");

    assertThat(script.states())
        .containsExactlyInAnyOrder(
            "f=old", "f=old, t=", "f=old, t=ne", "f=old, t=0000", "f=old, t=new!", "f=new!");
    assertThat(script.statesNow()).containsExactly("f=new!");
  }

  @Test
  void withoutForceOfTheFileItIsTorn() throws IOException {
    given("f", "old");
    Script script = script().create("t").append("t", "new!").rename("t", "f").force("");

    assertThat(script.statesNow()).containsExactlyInAnyOrder("f=", "f=ne", "f=0000", "f=new!");
  }

  @Test
  void withoutForceOfTheDirectoryTheOldMayStay() throws IOException {
    given("f", "old");
    Script script = script().create("t").append("t", "new!").force("t").rename("t", "f");

    assertThat(script.statesNow()).containsExactlyInAnyOrder("f=old", "f=old, t=new!", "f=new!");
  }

  @Test
  void renameToAnotherDirectoryIsWholeAndLastsOnceTheTargetsIsForced() throws IOException {
    given("a/f", "x");
    Files.createDirectory(dir.resolve("b"));
    Script script = script().rename("a/f", "b/g");
    assertThat(script.statesNow()).containsExactlyInAnyOrder("a/, a/f=x, b/", "a/, b/, b/g=x");

    script.force("a");
    assertThat(script.statesNow()).containsExactlyInAnyOrder("a/, a/f=x, b/", "a/, b/, b/g=x");

    script.force("b");
    assertThat(script.statesNow()).containsExactly("a/, b/, b/g=x");
  }

  @Test
  void directoryThatIsLostTakesAllWithIt() throws IOException {
    Script script = script().mkdir("d").create("d/f").append("d/f", "x").force("d/f").force("d");
    assertThat(script.statesNow()).containsExactlyInAnyOrder("", "d/, d/f=x");

    script.force("");
    assertThat(script.statesNow()).containsExactly("d/, d/f=x");
  }

  @Test
  void deletionMayBeUndoneUntilTheDirectoryIsForced() throws IOException {
    given("a", "x");
    given("b", "y");
    Script script = script().delete("a").delete("b");
    assertThat(script.statesNow()).containsExactlyInAnyOrder("a=x, b=y", "a=x", "b=y", "");

    script.force("");
    assertThat(script.statesNow()).containsExactly("");
  }

  @Test
  void linkAndDeleteMayLoseTheFileIfForcedInTheWrongOrder() throws IOException {
    given("a/f", "x");
    Files.createDirectory(dir.resolve("b"));
    Script script = script().link("b/f", "a/f").delete("a/f").force("a");

    assertThat(script.states())
        .containsExactlyInAnyOrder(
            "a/, a/f=x, b/", "a/, a/f=x, b/, b/f=x", "a/, b/, b/f=x", "a/, b/");
  }

  @Test
  void linkAndDeleteKeepTheFileIfForcedInBetween() throws IOException {
    given("a/f", "x");
    Files.createDirectory(dir.resolve("b"));
    Script script = script().link("b/f", "a/f").force("b").delete("a/f");

    assertThat(script.states())
        .containsExactlyInAnyOrder("a/, a/f=x, b/", "a/, a/f=x, b/, b/f=x", "a/, b/, b/f=x");
  }

  @Test
  void renamesInDifferentDirectoriesAreReordered() throws IOException {
    given("a/f", "1");
    given("b/f", "2");
    Script script = script().rename("a/f", "a/g").rename("b/f", "b/g");

    assertThat(script.statesNow())
        .containsExactlyInAnyOrder(
            "a/, a/f=1, b/, b/f=2",
            "a/, a/f=1, b/, b/g=2",
            "a/, a/g=1, b/, b/f=2",
            "a/, a/g=1, b/, b/g=2");
  }

  @Test
  void renamesOfTheSameFileArriveInOrder() throws IOException {
    given("a", "x");
    Script script = script().rename("a", "b").rename("b", "c");

    assertThat(script.statesNow()).containsExactlyInAnyOrder("a=x", "b=x", "c=x");
  }

  @Test
  void nameThatARenameFreedIsTakenAfterIt() throws IOException {
    given("log", "old");
    Script script = script().rename("log", "log.1").create("log").force("log");

    assertThat(script.statesNow())
        .containsExactlyInAnyOrder("log=old", "log.1=old", "log=, log.1=old");
  }

  @Test
  void directoriesAreNeverLostBelowEachOther() throws IOException {
    given("a/b/f", "x");
    given("a/g", "y");
    Script script = script().rename("a/b", "b").rename("a", "b/a");

    assertThat(script.statesNow())
        .containsExactlyInAnyOrder(
            "a/, a/b/, a/b/f=x, a/g=y", "a/, a/g=y, b/, b/f=x", "b/, b/a/, b/a/g=y, b/f=x");
  }

  @Test
  void writingInPlaceMixesOldAndNew() throws IOException {
    given("f", "abcdef");
    Script script = script().write("f", 1, "XY").write("f", 3, "Z");

    assertThat(script.statesNow())
        .containsExactlyInAnyOrder(
            "f=abcdef", "f=aXcdef", "f=aXYdef", "f=abcZef", "f=aXcZef", "f=aXYZef");
  }

  @Test
  void gapOfALostWriteIsZeros() throws IOException {
    given("f", "");
    Script script = script().append("f", "a").append("f", "b").force("");

    assertThat(script.statesNow())
        .containsExactlyInAnyOrder("f=", "f=a", "f=0", "f=0b", "f=ab", "f=a0", "f=00");
  }

  @Test
  void writingAfreshMayLeaveNothing() throws IOException {
    given("f", "old");
    Script script = script().cut("f").append("f", "n");

    assertThat(script.statesNow()).containsExactlyInAnyOrder("f=old", "f=", "f=nld", "f=n", "f=0");
  }

  @Test
  void replacingWithoutAtomicMoveMayLeaveNeither() throws IOException {
    given("f", "old");
    given("t", "new");
    Script script = script();
    Path root = script.files().root();
    Files.move(root.resolve("t"), root.resolve("f"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(script.states()).containsExactlyInAnyOrder("f=old, t=new", "t=new", "f=new");
  }

  @Test
  void forceThatFailedIsNotMadeGoodByAnother() throws IOException {
    given("f", "");
    Script script = script().append("f", "ab");
    script.files().failAfter(0, FailureMode.ONCE);
    assertThatThrownBy(() -> script.force("f")).isInstanceOf(IOException.class);
    script.force("f");
    assertThat(script.statesNow()).containsExactlyInAnyOrder("f=", "f=a", "f=00", "f=ab");

    script.append("f", "c").force("f");
    assertThat(script.statesNow()).containsExactlyInAnyOrder("f=00c", "f=a0c", "f=abc");

    script.write("f", 0, "xy").force("f");
    assertThat(script.statesNow()).containsExactly("f=xyc");
  }

  @Test
  void symlinkComesWithItsTarget() throws IOException {
    Script script = script().symlink("l", "no where").force("");

    assertThat(script.states()).containsExactlyInAnyOrder("", "l/");
    script
        .files()
        .crashStates()
        .from(2)
        .forEach(
            state ->
                assertThat(Files.readSymbolicLink(state.materialise(dir.resolve("s")).resolve("l")))
                    .hasToString("no where"));
  }

  @Test
  void fileWithTwoNamesChangesUnderBoth() throws IOException {
    given("f", "a");
    Files.createLink(dir.resolve("g"), dir.resolve("f"));
    Script script = script().append("f", "b").force("g");

    assertThat(script.statesNow()).containsExactly("f=ab, g=ab");
  }

  @Test
  void fileThatIsWrittenAfterItsDeletionIsDeleted() throws IOException {
    given("f", "a");
    Script script = script();
    Path file = script.files().root().resolve("f");
    try (var out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      Files.delete(file);
      out.write('b');
    }

    assertThat(script.statesNow()).containsExactlyInAnyOrder("", "f=a", "f=a0", "f=ab");
  }
}
