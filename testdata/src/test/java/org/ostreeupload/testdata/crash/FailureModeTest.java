// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FailureModeTest {
  /** One operation. */
  @FunctionalInterface
  private interface Step {
    void on(Script script) throws IOException;
  }

  private static final List<Step> NEED_SPACE =
      List.of(
          script -> script.create("new"),
          script -> script.append("there", "x"),
          script -> script.mkdir("dir"),
          script -> script.symlink("symlink", "new"),
          script -> script.link("link", "there"));
  private static final List<Step> OTHERS =
      List.of(
          script -> script.cut("full"),
          script -> script.force("full"),
          script -> script.force(""),
          script -> script.rename("there", "moved"),
          script -> script.delete("full"),
          script -> Files.setLastModifiedTime(script.files().root(), FileTime.fromMillis(1)));

  @TempDir private Path dir;
  private Script script;

  @BeforeEach
  void fill() throws IOException {
    Files.writeString(dir.resolve("there"), "there");
    Files.writeString(dir.resolve("full"), "full");
    script = new Script(dir);
  }

  private static List<Step> all() {
    List<Step> steps = new ArrayList<>(NEED_SPACE);
    steps.addAll(OTHERS);
    return steps;
  }

  @Test
  void aFileOrDirectoryCanBeUnreadable() throws IOException {
    Path root = script.files().root();
    Path bad = root.resolve("there");
    script.files().breakReading(bad);

    assertThatThrownBy(() -> Files.readAllBytes(bad))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("Input/output error");
    assertThat(Files.size(bad)).isEqualTo(5);
    assertThat(Files.readString(root.resolve("full"))).isEqualTo("full");
    Files.move(bad, root.resolve("moved"));
    assertThatThrownBy(() -> Files.readAllBytes(root.resolve("moved")))
        .hasMessage("Input/output error");

    script.files().breakReading(root);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      assertThatThrownBy(() -> entries.forEach(_ -> {}))
          .isInstanceOf(DirectoryIteratorException.class)
          .hasRootCauseMessage("Input/output error");
    }
  }

  @Test
  void everyOperationCounts() throws IOException {
    for (Step step : all()) {
      step.on(script);
    }

    assertThat(script.files().history())
        .containsExactly(
            "create new",
            "write 1 bytes at 5 of there",
            "mkdir dir",
            "symlink symlink",
            "link link",
            "truncate full to 0 bytes",
            "force full",
            "force .",
            "rename there to moved",
            "delete full",
            "touch .");
    assertThat(script.files().operations()).isEqualTo(11);
    assertThat(script.files().failures()).isZero();
  }

  /** Says which of the operations, done in turn, pass. */
  private List<Boolean> passed(List<Step> steps, int after, FailureMode mode) {
    script.files().failAfter(after, mode);
    List<Boolean> passed = new ArrayList<>();
    for (Step step : steps) {
      try {
        step.on(script);
        passed.add(true);
      } catch (IOException e) {
        assertThat(e)
            .hasMessageEndingWith(
                mode == FailureMode.FULL ? "No space left on device" : "Input/output error");
        passed.add(false);
      }
    }
    return passed;
  }

  @Test
  void brokenDiskFailsForGood() throws IOException {
    for (int after = 0; after <= all().size(); after++) {
      fillAgain();
      List<Boolean> passed = passed(all(), after, FailureMode.BROKEN);

      assertThat(passed.subList(0, after)).doesNotContain(false);
      assertThat(passed.subList(after, passed.size())).doesNotContain(true);
      assertThat(script.files().failures()).isEqualTo(all().size() - after);
    }
  }

  @Test
  void onceFailsOnce() throws IOException {
    List<Step> steps = all();
    for (int after = 0; after < steps.size(); after++) {
      fillAgain();
      List<Boolean> passed = passed(steps, after, FailureMode.ONCE);

      assertThat(passed.indexOf(false)).isEqualTo(after);
      assertThat(passed.lastIndexOf(false)).isEqualTo(after);
      assertThat(script.files().failures()).isEqualTo(1);
    }
  }

  @Test
  void fullDiskFailsWhatNeedsSpace() throws IOException {
    for (int after = 0; after <= NEED_SPACE.size(); after++) {
      fillAgain();
      List<Boolean> passed = passed(all(), after, FailureMode.FULL);

      assertThat(passed.subList(0, after)).doesNotContain(false);
      assertThat(passed.subList(after, NEED_SPACE.size())).doesNotContain(true);
      assertThat(passed.subList(NEED_SPACE.size(), passed.size())).doesNotContain(false);
    }
  }

  private void fillAgain() throws IOException {
    try (var paths = Files.list(dir)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.delete(path);
      }
    }
    fill();
  }

  @ParameterizedTest
  @EnumSource
  void failingChangesNothing(FailureMode mode) throws IOException {
    String before = Script.describe(dir);
    for (Step step : NEED_SPACE) {
      script.files().failAfter(0, mode);
      assertThatThrownBy(() -> step.on(script)).isInstanceOf(IOException.class);
    }

    assertThat(Script.describe(dir)).isEqualTo(before);
    assertThat(script.files().history()).isEmpty();
    assertThat(script.files().failures()).isEqualTo(NEED_SPACE.size());
  }

  @Test
  void whatFailsByItselfDoesNotCount() throws IOException {
    Path root = script.files().root();
    script.files().failAfter(0, FailureMode.BROKEN);

    assertThat(Files.deleteIfExists(root.resolve("none"))).isFalse();
    assertThat(Files.createDirectories(root)).isEqualTo(root);
    assertThatThrownBy(() -> script.create("there")).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> script.link("there", "full"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> script.rename("none", "there"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(script.files().failures()).isZero();
  }

  @Test
  void readingGoesOnWhenWritingFails() throws IOException {
    script.files().failAfter(0, FailureMode.BROKEN);

    assertThat(Files.readString(script.files().root().resolve("there"))).isEqualTo("there");
  }

  @Test
  void itCanBeMendedAndBrokenAgain() throws IOException {
    script.files().failAfter(0, FailureMode.BROKEN);
    assertThatThrownBy(() -> script.create("a")).isInstanceOf(IOException.class);
    script.files().failAfter(1, FailureMode.ONCE);
    script.create("a");
    assertThatThrownBy(() -> script.create("b")).isInstanceOf(IOException.class);
    script.create("b");

    assertThat(script.files().history()).containsExactly("create a", "create b");
  }
}
