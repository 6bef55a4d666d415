// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.store.fsck.Patient.about;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.DirTree;
import org.ostreeupload.store.object.DirTree.DirEntry;
import org.ostreeupload.store.object.DirTree.FileEntry;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/** Marks on commits that are not whole: those of pulls, and those that the real fsck leaves. */
class FsckMarksTest {
  @TempDir private Path dir;

  private Source source;
  private Patient patient;
  private ObjectName one;
  private ObjectName two;
  private ObjectName onlyInTwo;

  @BeforeEach
  void makeRepository() throws Exception {
    source = new Source(dir);
    patient = new Patient(source.ostree().repository());
    one = ObjectName.commit(source.commit("one", "1"));
    two = ObjectName.commit(source.commit("two", "2"));
    onlyInTwo = patient.object("two", "/changing/file");
  }

  /** Moves an object away and lets the real tool notice that. */
  private Path hide(ObjectName name) throws Exception {
    Path hidden = dir.resolve("hidden");
    Files.move(patient.file(name), hidden);
    assertThat(source.ostree().fsck().exitCode()).isNotZero();
    return hidden;
  }

  @Test
  void markOfTheRealFsckGoesOnceTheCommitIsWhole() throws Exception {
    Path hidden = hide(onlyInTwo);
    assertThat(patient.mark(two)).hasContent("f");
    FsckReport report = patient.check();
    assertThat(about(report, onlyInTwo).kind()).isEqualTo(Kind.MISSING);
    assertThat(patient.mark(two)).exists();
    Files.move(hidden, patient.file(onlyInTwo));
    assertThat(source.ostree().fsck().exitCode()).isNotZero();
    report = patient.check();
    assertThat(report.isSound()).isTrue();
    assertThat(about(report, two).toString())
        .isEqualTo(
            "object "
                + two
                + " was marked as damaged by ostree fsck; it is whole, and the mark is gone");
    assertThat(patient.mark(two)).doesNotExist();
    assertThat(source.ostree().fsck().exitCode()).isZero();
    assertThat(patient.check().findings()).isEmpty();
  }

  @Test
  void onlyTheMarksOfWholeCommitsGo() throws Exception {
    ObjectName shared = patient.object("one", "/constant/file");
    Path hidden = hide(shared);
    assertThat(patient.mark(one)).exists();
    assertThat(patient.mark(two)).exists();
    Files.move(hidden, patient.file(shared));
    patient.flip(onlyInTwo);
    FsckReport report = patient.check();
    assertThat(about(report, one).kind()).isEqualTo(Kind.UNMARKED);
    assertThat(about(report, onlyInTwo).kind()).isEqualTo(Kind.DAMAGED);
    assertThat(report.findings()).hasSize(2);
    assertThat(patient.mark(one)).doesNotExist();
    assertThat(patient.mark(two)).hasContent("f");
  }

  @Test
  void markStaysWhateverIsDamaged() throws Exception {
    for (ObjectName damaged :
        new ObjectName[] {
          two,
          patient.dirMeta("two", "/"),
          patient.object("two", "/"),
          patient.object("two", "/constant"),
          patient.object("two", "/constant/file")
        }) {
      Path file = patient.file(damaged);
      byte[] sound = Files.readAllBytes(file);
      Files.writeString(patient.mark(two), "f");
      patient.flip(damaged);
      assertThat(about(patient.check(), damaged).kind()).isEqualTo(Kind.DAMAGED);
      assertThat(patient.mark(two)).as("%s", damaged).exists();
      Files.delete(file);
      assertThat(about(patient.check(), damaged).kind()).isEqualTo(Kind.MISSING);
      assertThat(patient.mark(two)).as("%s", damaged).exists();
      Files.write(file, sound);
      patient.check();
      assertThat(patient.mark(two)).doesNotExist();
    }
  }

  @Test
  void partialCommitMayHaveHolesAndNoDamage() throws Exception {
    Files.createFile(patient.mark(two));
    patient.delete(onlyInTwo);
    ObjectName tree = patient.object("two", "/changing");
    FsckReport report = patient.check();
    assertThat(report.isSound()).isTrue();
    assertThat(report.findings())
        .extracting(Finding::toString)
        .containsExactly("object " + two + " is marked as partial: what it lacks is no error");
    assertThat(patient.open().wanted().all()).isEmpty();
    patient.flip(tree);
    report = patient.check();
    assertThat(report.isSound()).isFalse();
    assertThat(about(report, tree).need().orElseThrow().commit()).contains(two.checksum());
    assertThat(patient.mark(two)).exists();
  }

  @Test
  void holeThatAWholeCommitReachesTooIsAnError() throws Exception {
    Files.createFile(patient.mark(one));
    ObjectName shared = patient.object("one", "/constant/file");
    patient.delete(shared);
    Finding finding = about(patient.check(), shared);
    assertThat(finding.kind()).isEqualTo(Kind.MISSING);
    assertThat(finding.need().orElseThrow().commit()).contains(two.checksum());
  }

  @Test
  void headThatIsMissingIsAnErrorThoughItIsMarked() throws Exception {
    Files.createFile(patient.mark(two));
    patient.delete(two);
    assertThat(about(patient.check(), two).kind()).isEqualTo(Kind.MISSING);
  }

  /** Makes a commit of directories in directories, with a file at the bottom. */
  private ObjectName commitNested(int depth) throws Exception {
    Commit plain = patient.open().objects().readCommit(two.checksum());
    ObjectName file = patient.object("two", "/changing/file");
    byte[] bytes = new DirTree(List.of(new FileEntry("f", file.checksum())), List.of()).toBytes();
    for (int i = 0; i < depth; i++) {
      Checksum below = write(bytes, ObjectType.DIRTREE);
      DirEntry entry = new DirEntry("d", below, plain.meta());
      bytes = new DirTree(List.of(), List.of(entry)).toBytes();
    }
    Checksum root = write(bytes, ObjectType.DIRTREE);
    byte[] commit =
        Commit.serialize(
            Variant.parse(Commit.METADATA, new byte[0]),
            Optional.empty(),
            "Deep",
            "",
            1,
            root,
            plain.meta());
    return ObjectName.commit(write(commit, ObjectType.COMMIT));
  }

  private Checksum write(byte[] bytes, ObjectType type) throws Exception {
    Checksum checksum = Checksum.ofBytes(bytes);
    Path file = patient.file(new ObjectName(checksum, type));
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, bytes);
    return checksum;
  }

  @Test
  void deepDirectoriesAreFollowedAsFarAsPathsCanGo() throws Exception {
    ObjectName deep = commitNested(2048);
    Files.createDirectories(patient.mark(deep).resolveSibling(""));
    Files.writeString(patient.mark(deep), "f");
    patient.flip(patient.object("one", "/changing/file"));
    FsckReport report = patient.check();
    assertThat(report.findings()).hasSize(2);
    assertThat(about(report, deep).kind()).isEqualTo(Kind.UNMARKED);
    ObjectName deeper = commitNested(2049);
    Files.writeString(patient.mark(deeper), "f");
    Finding finding = about(patient.check(), deeper);
    assertThat(finding.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(finding.detail()).isEqualTo("nests directories more than 2048 deep");
    assertThat(patient.mark(deeper)).exists();
  }

  @Test
  void marksOfCommitsThatAreNotThereMeanNothing() throws Exception {
    ObjectName absent = ObjectName.commit(Checksum.ofBytes(new byte[] {1}));
    Files.createDirectories(patient.mark(absent).resolveSibling(""));
    Files.writeString(patient.mark(absent), "f");
    Files.createFile(patient.mark(ObjectName.commit(Checksum.ofBytes(new byte[] {2}))));
    Files.createFile(patient.mark(absent).resolveSibling("nonsense.commitpartial"));
    assertThat(patient.check().findings()).isEmpty();
    assertThat(patient.mark(absent)).exists();
  }
}
