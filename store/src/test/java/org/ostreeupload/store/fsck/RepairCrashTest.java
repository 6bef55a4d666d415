// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.Shell;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.crash.CrashFileSystem;
import org.ostreeupload.testdata.crash.FailureMode;
import org.ostreeupload.testdata.crash.Sampling;

/** Repairs that a crash or a broken disk ends anywhere. */
class RepairCrashTest {
  private static final Sampling FEW = new Sampling(3, 4, 1);

  @TempDir private Path dir;

  private Patient healthy;
  private Patient patient;
  private Set<ObjectName> damage;

  @BeforeEach
  void makeRepositories() throws Exception {
    Source source = new Source(dir.resolve("source"));
    source.commit("main", "text");
    healthy = new Patient(source.ostree().repository());
    Shell.run(dir, "cp -a " + healthy.root() + " patient");
    patient = new Patient(dir.resolve("patient"));
    ObjectName file = patient.object("main", "/changing/file");
    ObjectName tree = patient.object("main", "/changing");
    ObjectName commit = patient.commit("main");
    damage = Set.of(file, tree, commit);
    patient.flip(file);
    patient.delete(tree);
    patient.delete(commit);
  }

  private List<ObjectSource> sources() throws IOException {
    return List.of(new RepositorySource(healthy.open()));
  }

  /** What was sound is sound, and the next run finishes. */
  private void judge(Path root, Object crash) throws IOException {
    Patient crashed = new Patient(root);
    Set<ObjectName> faulty =
        crashed.check().findings().stream()
            .filter(Finding::isOpenError)
            .map(finding -> ((Finding.Subject.OfObject) finding.subject()).name())
            .collect(Collectors.toSet());
    assertThat(damage).as("%s", crash).containsAll(faulty);
    assertThat(new Fsck(crashed.open(), FsckListener.NONE).repair(sources()).isSound())
        .as("%s", crash)
        .isTrue();
    assertThat(crashed.check().findings()).as("%s", crash).isEmpty();
    assertThat(crashed.open().wanted().all()).as("%s", crash).isEmpty();
    DurableFiles.deleteTree(root);
  }

  @Test
  void crashLosesNothingThatWasSoundAndTheNextRunFinishes() throws Exception {
    CrashFileSystem files = CrashFileSystem.over(patient.root());
    Repository repository = Repository.open(files.root());
    assertThat(new Fsck(repository, FsckListener.NONE).repair(sources()).repaired()).isEqualTo(3);
    int repaired = files.operations();
    int states =
        files
            .crashStates(FEW)
            .forEach(state -> judge(state.materialise(dir.resolve("crashed")), state));
    assertThat(states).isGreaterThan(20);
    files
        .crashStates()
        .from(repaired)
        .forEach(
            state -> {
              Patient crashed = new Patient(state.materialise(dir.resolve("crashed")));
              assertThat(crashed.check().isSound()).as("%s", state).isTrue();
              DurableFiles.deleteTree(crashed.root());
            });
  }

  @ParameterizedTest
  @EnumSource
  void failureLosesNothingThatWasSoundAndTheNextRunFinishes(FailureMode mode) throws Exception {
    int failures = 0;
    boolean failed = true;
    for (int operations = 0; failed; operations++) {
      Path root = dir.resolve("failing");
      Shell.run(dir, "cp -a patient failing");
      CrashFileSystem files = CrashFileSystem.over(root);
      files.failAfter(operations, mode);
      failed = isRepairFailing(Repository.open(files.root()));
      failures += failed ? 1 : 0;
      judge(root, "after " + operations + " operations");
    }
    assertThat(failures).isGreaterThan(10);
  }

  private boolean isRepairFailing(Repository repository) {
    try {
      return !new Fsck(repository, FsckListener.NONE).repair(sources()).isSound();
    } catch (IOException e) {
      return true;
    }
  }
}
