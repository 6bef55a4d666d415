// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.store.fsck.Patient.about;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ostreeupload.store.Shell;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.GoldenRepositories;

/** Damage in repositories of every mode, and in the order in which it is told. */
class FsckModesTest {
  @TempDir private Path dir;

  private Path target;

  @BeforeEach
  void chooseTarget() {
    target = dir.resolve("repository");
  }

  static Stream<String> modes() {
    return GoldenRepositories.modes().stream();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void findsDamageInEveryMode(String mode) throws Exception {
    Patient patient = Patient.golden(mode, target);
    ObjectName flipped = patient.object("files", "/compressible");
    ObjectName cut = patient.object("files", "/hello");
    ObjectName deleted = patient.object("files", "/executable");
    ObjectName tree = patient.object("files", "/sub");
    ObjectName link = patient.object("symlinks", "/relative");
    Shell.run(dir, "chmod u+w '" + patient.file(flipped) + "' '" + patient.file(cut) + "'");
    patient.flip(flipped);
    patient.cut(cut);
    patient.delete(deleted);
    patient.flip(tree);
    patient.delete(link);
    FsckReport report = patient.check();
    assertThat(report.isSound()).isFalse();
    for (ObjectName damaged : List.of(flipped, cut, tree)) {
      assertThat(about(report, damaged).kind()).isEqualTo(Kind.DAMAGED);
    }
    for (ObjectName missing : List.of(deleted, link)) {
      assertThat(about(report, missing).kind()).isEqualTo(Kind.MISSING);
    }
    assertThat(report.count(Finding.Severity.ERROR)).isEqualTo(5);
    assertThat(patient.open().wanted().all())
        .containsExactlyInAnyOrder(flipped, cut, deleted, tree, link);
  }

  @Test
  void inBareTheOwnerAndTheModeAndTheAttributesBelongToTheObject() throws Exception {
    Patient patient = Patient.golden("bare", target);
    ObjectName mode = patient.object("files", "/hello");
    ObjectName owner = patient.object("files", "/executable");
    ObjectName attribute = patient.object("xattrs", "/many");
    Shell.run(
        dir,
        "chmod 600 %s; chown 7:7 %s; setfattr -x user.alpha %s"
            .formatted(patient.file(mode), patient.file(owner), patient.file(attribute)));
    FsckReport report = patient.check();
    for (ObjectName damaged : List.of(mode, owner, attribute)) {
      assertThat(about(report, damaged).kind()).isEqualTo(Kind.DAMAGED);
    }
    assertThat(report.findings()).hasSize(3);
  }

  @Test
  void inBareUserTheAttributeBelongsToTheObject() throws Exception {
    Patient patient = Patient.golden("bare-user", target);
    ObjectName file = patient.object("files", "/hello");
    Shell.run(dir, "setfattr -x user.ostreemeta " + patient.file(file));
    FsckReport report = patient.check();
    assertThat(report.findings()).hasSize(1);
    assertThat(about(report, file).detail())
        .isEqualTo("is damaged: it has no extended attribute user.ostreemeta");
  }

  @Test
  void attributesThatAreKeptApartAreChecked() throws Exception {
    Patient patient = Patient.golden("bare-split-xattrs", target);
    ObjectName file = patient.object("xattrs", "/many");
    Path link = Path.of(patient.file(file) + "-xattrs-link");
    Files.delete(link);
    assertThat(about(patient.check(), file).detail())
        .isEqualTo("is damaged: its .file-xattrs-link is missing");
    Shell.run(
        target.resolve("objects"), "for f in */*.file-xattrs; do test -s $f && echo x >$f; done");
    FsckReport report = patient.check();
    assertThat(report.findings())
        .filteredOn(finding -> finding.kind() == Kind.MALFORMED)
        .isNotEmpty()
        .allMatch(finding -> finding.subject().toString().endsWith(".file-xattrs"));
  }

  @Test
  void tellsTheSameInTheSameOrderHoweverManyThreads() throws Exception {
    Patient patient = Patient.golden("archive", target);
    int number = 0;
    try (Stream<Path> files = Files.walk(target.resolve("objects"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        number++;
        if (number % 7 == 0) {
          Files.delete(file);
        } else if (number % 7 == 1) {
          Files.write(file, new byte[] {1, 2, 3});
        }
      }
    }
    FsckReport one = new Fsck(patient.open(), FsckListener.NONE, 1).check(Fsck.Mode.RECORD);
    assertThat(one.findings()).hasSizeGreaterThan(150).isSorted();
    assertThat(one.findings()).extracting(Finding::kind).contains(Kind.DAMAGED, Kind.MISSING);
    for (int threads : new int[] {2, 3, 16}) {
      FsckReport many =
          new Fsck(patient.open(), FsckListener.NONE, threads).check(Fsck.Mode.RECORD);
      assertThat(many).isEqualTo(one);
    }
    assertThat(patient.open().wanted().all()).hasSize((int) one.wanted());
  }
}
