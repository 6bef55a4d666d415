// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ostreeupload.store.fsck.Patient.about;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.DiskFullException;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.Shell;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

class RepairTest {
  @TempDir private Path dir;

  private Source source;
  private Patient patient;
  private Patient healthy;
  private ObjectName first;
  private ObjectName second;

  @BeforeEach
  void makeRepositories() throws Exception {
    source = new Source(dir.resolve("source"));
    healthy = new Patient(source.ostree().repository());
    first = ObjectName.commit(source.commit("main", "1"));
    second = ObjectName.commit(source.commit("main", "2"));
    patient = copy("patient");
  }

  /** A copy that shares no file: a pull on one machine makes links. */
  private Patient copy(String name) throws IOException {
    Shell.run(dir, "cp -a " + healthy.root() + " " + name);
    return new Patient(dir.resolve(name));
  }

  private ObjectSource source() throws IOException {
    return new RepositorySource(healthy.open());
  }

  private void assertHealed() throws Exception {
    assertThat(patient.check().findings()).isEmpty();
    assertThat(patient.open().wanted().all()).isEmpty();
    assertThat(patient.ostree().fsck().orThrow().stdout()).contains("no errors");
    assertThat(patient.root().resolve(".ostree-upload/repair")).doesNotExist();
  }

  @Test
  void bringsBackWhatIsDamagedAndWhatIsMissing() throws Exception {
    ObjectName flipped = patient.object("main", "/changing/file");
    ObjectName deleted = patient.object("main", "/constant/file");
    ObjectName meta = patient.dirMeta("main", "/");
    patient.flip(flipped);
    patient.delete(deleted);
    patient.delete(meta);
    FsckReport report = patient.repair(source());
    assertThat(report.isSound()).isTrue();
    assertThat(report.repaired()).isEqualTo(3);
    assertThat(report.wanted()).isZero();
    assertThat(about(report, flipped).toString())
        .contains(" was damaged: ")
        .endsWith("of refs/heads/main; repaired from " + healthy.root());
    assertThat(about(report, deleted).toString()).contains(" was missing; needed by commit ");
    assertThat(report.count(Finding.Severity.ERROR)).isZero();
    assertThat(Files.readAllBytes(patient.file(flipped)))
        .isEqualTo(Files.readAllBytes(healthy.file(flipped)));
    assertThat(Files.getPosixFilePermissions(patient.file(deleted))).hasSize(4);
    assertHealed();
  }

  @Test
  void findsItsWayThroughWhatItBringsBack() throws Exception {
    DurableFiles.deleteTree(patient.root().resolve("objects"));
    Files.createDirectory(patient.root().resolve("objects"));
    FsckReport report = patient.repair(source());
    assertThat(report.isSound()).isTrue();
    assertThat(report.repaired()).isGreaterThanOrEqualTo(7);
    assertThat(patient.file(first)).doesNotExist(); // history may end
    assertHealed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive", "bare", "bare-user", "bare-split-xattrs"})
  void takesObjectsFromRepositoriesOfAnyMode(String mode) throws Exception {
    patient = Patient.golden("archive", dir.resolve("golden"));
    List<Path> files;
    try (Stream<Path> walk = Files.walk(patient.root().resolve("objects"))) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(file -> !file.toString().endsWith(".commitmeta"))
              .sorted()
              .toList();
    }
    for (int i = 0; i < files.size(); i += 5) {
      if (i % 2 == 0) {
        Files.delete(files.get(i));
      } else {
        Files.write(files.get(i), new byte[] {0, 0, 0, 1});
      }
    }
    FsckReport report = patient.repair(new RepositorySource(Golden.open(mode)));
    assertThat(report.repaired()).isGreaterThan(200);
    // Bare cannot hold attributes without a value.
    boolean all = !mode.equals("bare");
    assertThat(report.findings())
        .filteredOn(Finding::isOpenError)
        .allMatch(finding -> !all && (finding + "").contains("refs/heads/empty-xattr"));
    if (all) {
      assertHealed();
    }
  }

  @Test
  void soundObjectIsNeverReplaced() throws Exception {
    ObjectName wanted = patient.object("main", "/changing/file");
    patient.open().wanted().add(wanted);
    Object before = Files.getAttribute(patient.file(wanted), "unix:ino");
    FsckReport report = patient.repair(source());
    assertThat(report.repaired()).isZero();
    assertThat(Files.getAttribute(patient.file(wanted), "unix:ino")).isEqualTo(before);
    assertHealed();
  }

  @Test
  void whatAPushPutInPlaceMeanwhileStays() throws Exception {
    ObjectName damaged = patient.object("main", "/changing/file");
    ObjectName missing = patient.object("main", "/constant/file");
    patient.flip(damaged);
    patient.delete(missing);
    Map<ObjectName, Object> pushed = new ConcurrentHashMap<>();
    ObjectSource late =
        new ObjectSource() {
          @Override
          public Optional<Copy> open(ObjectName name) throws IOException {
            Files.deleteIfExists(patient.file(name));
            Files.copy(healthy.file(name), patient.file(name));
            pushed.put(name, Files.getAttribute(patient.file(name), "unix:ino"));
            return source().open(name);
          }

          @Override
          public String toString() {
            return "late";
          }
        };
    assertThat(patient.repair(late).isSound()).isTrue();
    for (ObjectName name : List.of(damaged, missing)) {
      assertThat(Files.getAttribute(patient.file(name), "unix:ino")).isEqualTo(pushed.get(name));
    }
    assertHealed();
  }

  @Test
  void copyThatIsDamagedTooIsRefusedAndTheNextSourceAsked() throws Exception {
    ObjectName file = patient.object("main", "/changing/file");
    ObjectName tree = patient.object("main", "/changing");
    patient.delete(file);
    patient.delete(tree);
    Patient ill = copy("ill");
    ill.flip(file);
    ill.flip(tree);
    List<String> rejected = new ArrayList<>();
    FsckListener listener =
        new FsckListener() {
          @Override
          public synchronized void rejected(ObjectSource from, ObjectName name, String reason) {
            rejected.add(from + " " + name);
          }
        };
    FsckReport report =
        new Fsck(patient.open(), listener)
            .repair(List.of(new RepositorySource(ill.open()), source()));
    assertThat(rejected)
        .containsExactlyInAnyOrder(ill.root() + " " + file, ill.root() + " " + tree);
    assertThat(report.repaired()).isEqualTo(2);
    assertThat(about(report, file).repairedFrom()).contains(healthy.root().toString());
    assertHealed();
  }

  @Test
  void whatNoSourceHasStaysWantedAndAnError() throws Exception {
    ObjectName file = patient.object("main", "/changing/file");
    ObjectName other = patient.object("main", "/constant/file");
    patient.flip(file);
    patient.delete(other);
    healthy.delete(file);
    byte[] before = Files.readAllBytes(patient.file(file));
    FsckReport report = patient.repair(source());
    assertThat(report.isSound()).isFalse();
    assertThat(report.repaired()).isEqualTo(1);
    assertThat(report.wanted()).isEqualTo(1);
    assertThat(about(report, file).kind()).isEqualTo(Kind.DAMAGED);
    assertThat(patient.open().wanted().all()).containsExactly(file);
    assertThat(Files.readAllBytes(patient.file(file))).isEqualTo(before);
  }

  @Test
  void wantedObjectThatNobodyNeedsIsBroughtBackToo() throws Exception {
    Checksum lost = source.commit("other", "lost");
    ObjectName file = healthy.object("other", "/changing/file");
    patient.open().wanted().add(file);
    FsckReport report = patient.repair(source());
    assertThat(report.repaired()).isEqualTo(1);
    assertThat(patient.file(file)).exists();
    assertThat(patient.file(ObjectName.commit(lost))).doesNotExist();
    assertHealed();
  }

  @Test
  void marksOfTheRealFsckGo() throws Exception {
    patient.delete(patient.object("main", "/constant/file"));
    assertThat(patient.ostree().fsck().exitCode()).isNotZero();
    assertThat(patient.mark(first)).exists();
    FsckReport report = patient.repair(source());
    assertThat(report.findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.MISSING, Kind.UNMARKED, Kind.UNMARKED);
    assertThat(patient.mark(first)).doesNotExist();
    assertHealed();
  }

  @Test
  void commitThatIsBackIsNotToldToBeDeleted() throws Exception {
    patient.delete(second);
    Path tombstone = patient.open().layout().tombstone(second.checksum());
    Files.createFile(tombstone);
    assertThat(patient.repair(source()).repaired()).isEqualTo(1);
    assertThat(tombstone).doesNotExist();
    assertHealed();
  }

  @Test
  void whatIsNoFileIsLeftAlone() throws Exception {
    ObjectName file = patient.object("main", "/changing/file");
    patient.delete(file);
    Files.createDirectories(patient.file(file).resolve("precious"));
    FsckReport report = patient.repair(source());
    assertThat(report.isSound()).isFalse();
    assertThat(report.repaired()).isZero();
    assertThat(about(report, file).detail()).isEqualTo("is damaged: it is no regular file");
    assertThat(patient.file(file).resolve("precious")).exists();
    assertThat(patient.open().wanted().all()).containsExactly(file);
  }

  @Test
  void onlyArchivesAreRepaired() throws Exception {
    Patient bare = Patient.golden("bare-user", dir.resolve("bare"));
    assertThatThrownBy(() -> bare.repair(source()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("only archive repositories can be repaired");
  }

  @Test
  void spaceThatMustStayFreeStaysFree() throws Exception {
    ObjectName file = patient.object("main", "/changing/file");
    patient.delete(file);
    patient.ostree().run("config", "set", "core.min-free-space-size", "1000000TB");
    assertThatThrownBy(() -> patient.repair(source())).isInstanceOf(DiskFullException.class);
    assertThat(patient.file(file)).doesNotExist();
    assertThat(patient.root().resolve(".ostree-upload/repair")).doesNotExist();
    patient.ostree().run("config", "unset", "core.min-free-space-size");
    assertThat(patient.repair(source()).repaired()).isEqualTo(1);
    assertHealed();
  }

  @Test
  void takesOverWhatARepairThatWasKilledLeftBehind() throws Exception {
    Path left = patient.root().resolve(".ostree-upload/repair");
    Files.createDirectories(left);
    Files.writeString(left.resolve(patient.object("main", "/changing/file") + ""), "torn");
    patient.delete(patient.object("main", "/changing/file"));
    assertThat(patient.repair(source()).repaired()).isEqualTo(1);
    assertHealed();
  }

  @Test
  void oneRepairAtATime() throws Exception {
    patient.delete(patient.object("main", "/changing/file"));
    try (RepairDirectory _ =
        RepairDirectory.open(patient.open().layout(), patient.open().files())) {
      assertThatThrownBy(() -> patient.repair(source()))
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("another repair is under way");
    }
    assertThat(patient.repair(source()).repaired()).isEqualTo(1);
    assertHealed();
  }

  @Test
  void failureLeavesTheRepositoryAsItWas() throws Exception {
    ObjectName file = patient.object("main", "/changing/file");
    patient.delete(file);
    ObjectSource fault =
        new ObjectSource() {
          @Override
          public Optional<Copy> open(ObjectName name) {
            throw new IllegalStateException("fault");
          }

          @Override
          public String toString() {
            return "fault";
          }
        };
    assertThatThrownBy(() -> patient.repair(fault)).isInstanceOf(IllegalStateException.class);
    assertThat(patient.root().resolve(".ostree-upload/repair")).doesNotExist();
    assertThat(patient.open().wanted().all()).isEqualTo(Set.of(file));
    assertThat(patient.repair(source()).repaired()).isEqualTo(1);
    assertHealed();
  }
}
