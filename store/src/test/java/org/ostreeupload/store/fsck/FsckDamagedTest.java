// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.fsck.Finding.Severity;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.DamagedRepositories;
import org.ostreeupload.testdata.DamagedRepository;
import org.ostreeupload.testdata.Fault;

/** Everything that can be wrong is found, and nothing else. */
class FsckDamagedTest {
  private static final Set<String> NO_ERRORS = Set.of("binding", "partial");

  @TempDir private Path dir;

  private static FsckReport check(DamagedRepository damaged) throws Exception {
    return new Fsck(Repository.open(damaged.path()), FsckListener.NONE).check(Fsck.Mode.RECORD);
  }

  @ParameterizedTest
  @EnumSource
  void findsTheFaultAndNamesWhatIsFaulty(Fault fault) throws Exception {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);
    FsckReport report = check(damaged);
    assertThat(report.findings()).as("%s", report.findings()).hasSize(1);
    Finding finding = report.findings().getFirst();
    assertThat(finding.toString()).contains(subject(fault, damaged));
    boolean error = !NO_ERRORS.contains(fault.reason()) && fault != Fault.REF_NAME;
    assertThat(report.isSound()).isEqualTo(!error);
    assertThat(finding.severity() == Severity.ERROR).isEqualTo(error);
    if (error && !fault.reason().equals("ref")) {
      assertThat(finding.need().orElseThrow() + "").contains("refs/heads/" + damaged.ref());
    }
  }

  private static String subject(Fault fault, DamagedRepository damaged) {
    return fault.reason().equals("ref")
        ? "refs/heads/" + damaged.ref()
        : damaged.badObject().replace(".filez", ".file");
  }

  @ParameterizedTest
  @EnumSource
  void wantsWhatIsDamagedOrMissing(Fault fault) throws Exception {
    DamagedRepository damaged = DamagedRepositories.make(fault, dir);
    boolean wanted = !check(damaged).isSound() && !fault.reason().equals("ref");
    Set<ObjectName> expected =
        wanted
            ? Set.of(ObjectName.parse(damaged.badObject().replace(".filez", ".file")))
            : Set.of();
    assertThat(Repository.open(damaged.path()).wanted().all()).isEqualTo(expected);
  }

  @Test
  void findsNothingInWhatTheyAreMadeFrom() throws Exception {
    DamagedRepository sound = DamagedRepositories.sound(dir);
    FsckReport report = check(sound);
    assertThat(report.findings()).isEmpty();
    assertThat(report.isSound()).isTrue();
    assertThat(report.objects()).isEqualTo(7);
    assertThat(report.commits()).isEqualTo(1);
    assertThat(report.refs()).isEqualTo(1);
    assertThat(Files.exists(sound.path().resolve(".ostree-upload/wanted"))).isFalse();
  }

  @Test
  void dryRunChangesNothing() throws Exception {
    DamagedRepository damaged = DamagedRepositories.make(Fault.COMMIT_PARTIAL_BY_FSCK, dir);
    Repository repository = Repository.open(damaged.path());
    FsckReport report = new Fsck(repository, FsckListener.NONE).check(Fsck.Mode.DRY_RUN);
    assertThat(report.findings()).extracting(Finding::kind).isEqualTo(List.of(Finding.Kind.MARK));
    assertThat(report.isSound()).isTrue();
    DamagedRepository missing = DamagedRepositories.make(Fault.DIRTREE_MISSING, dir);
    Repository holed = Repository.open(missing.path());
    assertThat(new Fsck(holed, FsckListener.NONE).check(Fsck.Mode.DRY_RUN).isSound()).isFalse();
    assertThat(holed.wanted().all()).isEmpty();
    assertThat(Files.exists(holed.layout().own())).isFalse();
  }
}
