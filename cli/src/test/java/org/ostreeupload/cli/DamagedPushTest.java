// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;
import org.ostreeupload.testdata.Ostree;

/** Every damaged repository is refused by name, and production is as it was. */
@TestInstance(Lifecycle.PER_CLASS)
class DamagedPushTest {
  private static final String COLLECTION = "org.example.Damaged";

  private Path directory;
  private Ostree production;
  private Daemon daemon;

  @BeforeAll
  void startReceiver(@TempDir Path scratch) throws Exception {
    directory = scratch;
    production = Ostree.in(directory.resolve("production"));
    production.init("archive");
    daemon = Daemon.start(directory, production.repository());
  }

  @AfterAll
  void productionIsWholeAndStillTakesPushes() throws Exception {
    assertThat(production.run("refs").stdout()).isEmpty();
    assertThat(production.fsck().exitCode()).isZero();
    DamagedRepository sound = DamagedRepositories.sound(directory.resolve("sound"));
    push(daemon, sound).expect(ExitStatus.DONE);
    assertThat(production.revParse(sound.ref())).isEqualTo(sound.commit());
    assertThat(production.fsck().exitCode()).isZero();
    daemon.close();
    GoldenPushTest.assertObjectsOnly(production.repository());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = "COMMIT_BOUND_TO_OTHER_COLLECTION")
  void isRefused(Fault fault) {
    DamagedRepository damaged =
        DamagedRepositories.make(fault, directory.resolve(fault.directoryName()));
    Program.Run run = push(daemon, damaged);
    assertThat(run.status()).as(run.toString()).isNotIn(ExitStatus.DONE, ExitStatus.RECEIVER);
    assertThat(run.err()).contains("error: ");
    assertThat(run.err()).as(fault.description()).containsAnyOf(names(damaged));
    assertThat(production.run("refs").stdout()).isEmpty();
  }

  @Test
  void commitOfAnotherCollectionIsRefused() throws Exception {
    Ostree ours = Ostree.in(directory.resolve("collection"));
    ours.init("archive", "--collection-id=" + COLLECTION);
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    DamagedRepository damaged =
        DamagedRepositories.make(
            Fault.COMMIT_BOUND_TO_OTHER_COLLECTION, directory.resolve("other-collection"));
    try (Daemon receiver = Daemon.start(elsewhere, ours.repository())) {
      Program.Run run = push(receiver, damaged).expect(ExitStatus.REFS);
      assertThat(run.err()).contains(damaged.commit()).contains("org.example.Other");
    }
    assertThat(ours.run("refs").stdout()).isEmpty();
  }

  private Program.Run push(Daemon receiver, DamagedRepository source) {
    return Program.in(directory)
        .with("OSTREE_UPLOAD_TOKEN", receiver.token())
        .run(
            "push", "-a", receiver.address(), "-r", source.path() + "", "--branch=" + source.ref());
  }

  private static String[] names(DamagedRepository damaged) {
    String bad = damaged.badObject().replace(".filez", ".file");
    return new String[] {
      bad.isEmpty() ? damaged.ref() : bad, damaged.ref().isEmpty() ? bad : damaged.ref()
    };
  }
}
