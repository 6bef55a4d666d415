// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.testdata.LiveTree;

/** The judge of all trials has to notice what is wrong. */
class ProductionTest {
  @TempDir private Path directory;

  private Production production;
  private String head;

  @BeforeEach
  void publish() throws IOException {
    production = Production.create(directory.resolve("production"));
    BuildRepository source =
        BuildRepository.create(
            Files.createDirectory(directory.resolve("source")), "archive", new SplittableRandom(1));
    head = source.commit("main", Shape.small(20, 1 << 16), 1);
    production.ostree().pullLocal(source.path(), "main");
    production.ostree().run("summary", "-u");
  }

  private Path object(String extension) throws IOException {
    return LiveTree.files(production.layout().objects()).stream()
        .filter(file -> file.toString().endsWith(extension))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsNothingWhereAllIsWell() throws Exception {
    production.requireHeads(Map.of("main", head), "now");
    production.requireSound("now");
    production.requireNothingStaged("now");
    production.requireNothingStray("now");
    production.awaitNothingKept(1);
    assertThat(production.heads()).isEqualTo(Map.of("main", head));
  }

  @Test
  void noticesOtherHeads() {
    assertThatThrownBy(() -> production.requireHeads(Map.of(), "now"))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("main");
  }

  @Test
  void noticesAnOldSummary() throws IOException {
    production.ostree().run("refs", "--create=other", head);
    assertThatThrownBy(() -> production.requireHeads(Map.of("main", head, "other", head), "now"))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("summary");
  }

  @Test
  void noticesATornRef() throws IOException {
    Files.writeString(production.layout().heads().resolve("main"), head.substring(1));
    assertThatThrownBy(production::heads)
        .isInstanceOf(Violation.class)
        .hasMessageContaining("torn");
  }

  @Test
  void noticesAMissingObject() throws IOException {
    Files.delete(object(".filez"));
    assertThatThrownBy(() -> production.requireSound("now")).isInstanceOf(Violation.class);
  }

  @Test
  void noticesADamagedObject() throws IOException {
    Path object = object(".dirtree");
    byte[] bytes = Files.readAllBytes(object);
    bytes[bytes.length / 2] ^= 1;
    Files.write(object, bytes);
    assertThatThrownBy(() -> production.requireSound("now")).isInstanceOf(Violation.class);
  }

  @Test
  void noticesWhatIsNoObject() throws IOException {
    Files.writeString(object(".filez").resolveSibling("x.tmp"), "");
    assertThatThrownBy(() -> production.requireNothingStray("now"))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("x.tmp");
  }

  @Test
  void noticesWhatNoRefReaches() throws IOException {
    production.ostree().run("refs", "--delete", "main");
    assertThatThrownBy(() -> production.requireNothingStray("now")).isInstanceOf(Violation.class);
  }

  @Test
  void noticesWhatIsStaged() throws IOException {
    Path staged = production.layout().staging().resolve("push/note");
    Files.createDirectories(staged.resolveSibling(""));
    Files.writeString(staged, "");
    assertThatThrownBy(() -> production.requireNothingStaged("now"))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("push/note");
    assertThatThrownBy(() -> production.awaitNothingKept(0)).isInstanceOf(Violation.class);
  }
}
