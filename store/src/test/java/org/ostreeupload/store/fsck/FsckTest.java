// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ostreeupload.store.fsck.Patient.about;
import static org.ostreeupload.store.fsck.Patient.kinds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Shell;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.fsck.Finding.Need;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/** Objects that are damaged by hand, and who is said to need them. */
class FsckTest {
  @TempDir private Path dir;

  private Source source;
  private Patient patient;
  private Checksum first;
  private Checksum second;

  @BeforeEach
  void makeRepository() throws Exception {
    source = new Source(dir);
    patient = new Patient(source.ostree().repository());
    first = source.commit("main", "one");
    second = source.commit("main", "two");
  }

  private static Need need(Checksum commit, String ref) {
    return new Need(Optional.of(commit), Optional.of(ref));
  }

  @Test
  void namesTheCommitAndTheRefThatNeedADamagedObject() throws Exception {
    ObjectName flipped = patient.object("main", "/changing/file");
    ObjectName old = patient.object(first.toString(), "/changing");
    patient.flip(flipped);
    patient.cut(old);
    FsckReport report = patient.check();
    assertThat(report.isSound()).isFalse();
    assertThat(kinds(report)).containsExactly(Kind.DAMAGED, Kind.DAMAGED);
    assertThat(about(report, flipped).need()).contains(need(second, "refs/heads/main"));
    assertThat(about(report, old).need()).contains(need(first, "refs/heads/main"));
    assertThat(about(report, old).toString())
        .startsWith("object " + old + " is damaged: its bytes have the checksum ")
        .endsWith("; needed by commit " + first + " of refs/heads/main");
    assertThat(report.objects()).isEqualTo(11);
    assertThat(patient.open().wanted().all()).containsExactlyInAnyOrder(flipped, old);
  }

  @Test
  void findsEveryMissingObjectBehindAHoleAndBesideIt() throws Exception {
    ObjectName shared = patient.object("main", "/constant/file");
    ObjectName tree = patient.object("main", "/changing");
    ObjectName file = patient.object(first.toString(), "/changing/file");
    ObjectName meta = patient.dirMeta("main", "/constant");
    for (ObjectName name : Set.of(shared, tree, file, meta)) {
      patient.delete(name);
    }
    FsckReport report = patient.check();
    assertThat(report.findings()).hasSize(4).allMatch(finding -> finding.kind() == Kind.MISSING);
    assertThat(about(report, shared).need()).contains(need(second, "refs/heads/main"));
    assertThat(about(report, file).need()).contains(need(first, "refs/heads/main"));
    assertThat(patient.open().wanted().all()).containsExactlyInAnyOrder(shared, tree, file, meta);
  }

  @Test
  void objectWithTheBytesOfAnotherIsDamaged() throws Exception {
    ObjectName file = patient.object("main", "/changing/file");
    patient.exchange(file, patient.object("main", "/constant/file"));
    ObjectName tree = patient.object("main", "/changing");
    patient.exchange(tree, patient.object("main", "/constant"));
    FsckReport report = patient.check();
    assertThat(kinds(report)).containsExactly(Kind.DAMAGED, Kind.DAMAGED);
    assertThat(about(report, file).detail()).contains("its bytes have the checksum");
    assertThat(about(report, tree).detail()).contains("its bytes have the checksum");
  }

  @Test
  void commitThatNoRefReachesMustBeWholeToo() throws Exception {
    Checksum lost = source.commit("other", "lost");
    ObjectName file = patient.object("other", "/changing/file");
    source.ostree().run("refs", "--delete", "other");
    patient.delete(file);
    Finding finding = about(patient.check(), file);
    assertThat(finding.kind()).isEqualTo(Kind.MISSING);
    assertThat(finding.need()).contains(new Need(Optional.of(lost), Optional.empty()));
    assertThat(finding.toString()).endsWith("needed by commit " + lost + ", which no ref reaches");
  }

  @Test
  void damagedObjectThatNobodyNeedsIsFoundAndWanted() throws Exception {
    Checksum lost = source.commit("other", "lost");
    ObjectName file = patient.object("other", "/changing/file");
    source.ostree().run("refs", "--delete", "other");
    patient.delete(ObjectName.commit(lost));
    patient.flip(file);
    FsckReport report = patient.check();
    assertThat(kinds(report)).containsExactly(Kind.DAMAGED);
    assertThat(report.findings().getFirst().need()).isEmpty();
    assertThat(patient.open().wanted().all()).containsExactly(file);
  }

  @Test
  void historyMayEndButTheHeadMustBeThere() throws Exception {
    patient.delete(ObjectName.commit(first));
    assertThat(patient.check().findings()).isEmpty();
    patient.delete(ObjectName.commit(second));
    FsckReport report = patient.check();
    assertThat(kinds(report)).containsExactly(Kind.MISSING);
    assertThat(report.findings().getFirst().toString())
        .isEqualTo("object " + second + ".commit is missing; needed by refs/heads/main");
  }

  @Test
  void damagedParentIsNoEndOfHistory() throws Exception {
    patient.flip(ObjectName.commit(first));
    Finding finding = about(patient.check(), ObjectName.commit(first));
    assertThat(finding.kind()).isEqualTo(Kind.DAMAGED);
    assertThat(finding.need()).contains(Need.ofRef("refs/heads/main"));
  }

  @Test
  void refsOfRemotesAndOtherCollectionsCountAsWell() throws Exception {
    Path refs = patient.root().resolve("refs");
    String missing = Checksum.ofBytes(new byte[] {1}).toString();
    String foreign = Checksum.ofBytes(new byte[] {2}).toString();
    Files.createDirectories(refs.resolve("remotes/origin"));
    Files.createDirectories(refs.resolve("mirrors/org.example.Other/sub"));
    Files.writeString(refs.resolve("remotes/origin/main"), missing + "\n");
    Files.writeString(refs.resolve("mirrors/org.example.Other/sub/main"), foreign + "\n");
    FsckReport report = patient.check();
    assertThat(report.refs()).isEqualTo(3);
    assertThat(report.findings())
        .extracting(Finding::toString)
        .containsExactlyInAnyOrder(
            "object " + missing + ".commit is missing; needed by refs/remotes/origin/main",
            "object "
                + foreign
                + ".commit is missing; needed by refs/mirrors/org.example.Other/sub/main");
  }

  @Test
  void tellsWhatIsNoObjectWithoutBlamingIt() throws Exception {
    Path objects = patient.root().resolve("objects");
    Path prefix = objects.resolve(first.toString().substring(0, 2));
    String upper = first.toString().substring(2).toUpperCase(Locale.ROOT);
    Files.writeString(objects.resolve("tmpobj-1"), "x");
    Files.createDirectory(objects.resolve("AB"));
    Files.writeString(prefix.resolve(upper + ".commit"), "x");
    Files.writeString(prefix.resolve(first + ".commit"), "x");
    Files.writeString(prefix.resolve(first.toString().substring(2) + ".file"), "x");
    Files.writeString(prefix.resolve("noextension"), "x");
    FsckReport report = patient.check();
    assertThat(report.isSound()).isTrue();
    assertThat(report.findings())
        .extracting(finding -> finding.kind() + " " + finding.subject())
        .containsExactlyInAnyOrder(
            "STRAY objects/tmpobj-1",
            "STRAY objects/AB",
            "STRAY objects/" + prefix.getFileName() + "/" + upper + ".commit",
            "STRAY objects/" + prefix.getFileName() + "/" + first + ".commit",
            "STRAY objects/" + prefix.getFileName() + "/" + first.toString().substring(2) + ".file",
            "STRAY objects/" + prefix.getFileName() + "/noextension");
  }

  @Test
  void objectInTheWrongDirectoryIsDamagedThereAndMissingHere() throws Exception {
    ObjectName file = patient.object("main", "/changing/file");
    String hex = file.checksum().toString();
    String other = (hex.startsWith("00") ? "01" : "00") + hex.substring(2);
    ObjectName moved = ObjectName.file(Checksum.parse(other));
    Files.createDirectories(patient.file(moved).resolveSibling(""));
    Files.move(patient.file(file), patient.file(moved));
    FsckReport report = patient.check();
    assertThat(about(report, moved).detail()).endsWith("its bytes have the checksum " + hex);
    assertThat(about(report, file).kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  void whatIsNoFileIsDamagedAndNobodyWaitsForIt() throws Exception {
    ObjectName pipe = patient.object("main", "/changing/file");
    ObjectName directory = patient.object("main", "/constant/file");
    ObjectName dangling = patient.object("main", "/constant");
    for (ObjectName name : Set.of(pipe, directory, dangling)) {
      patient.delete(name);
    }
    Shell.run(dir, "mkfifo " + patient.file(pipe) + "; mkdir " + patient.file(directory));
    Files.createSymbolicLink(patient.file(dangling), Path.of("nowhere"));
    FsckReport report = patient.check();
    for (ObjectName name : Set.of(pipe, directory, dangling)) {
      assertThat(about(report, name).detail()).isEqualTo("is damaged: it is no regular file");
    }
  }

  @Test
  void whatBelongsToACommitMustBeADictionary() throws Exception {
    Layout layout = patient.open().layout();
    Files.write(layout.detached(first), new byte[0]);
    assertThat(patient.check().findings()).isEmpty();
    Files.writeString(layout.detached(first), "rubbish");
    Files.writeString(layout.tombstone(second), "rubbish");
    FsckReport report = patient.check();
    assertThat(report.isSound()).isFalse();
    assertThat(report.findings())
        .extracting(finding -> finding.kind() + " " + finding.subject())
        .containsExactlyInAnyOrder(
            "MALFORMED " + patient.root().relativize(layout.detached(first)),
            "MALFORMED " + patient.root().relativize(layout.tombstone(second)));
    assertThat(patient.open().wanted().all()).isEmpty();
  }

  @Test
  void whatIsWantedAndSoundIsWantedNoMore() throws Exception {
    ObjectName sound = patient.object("main", "/changing/file");
    ObjectName tree = patient.object("main", "/changing");
    ObjectName damaged = patient.object("main", "/constant/file");
    ObjectName absent = ObjectName.file(Checksum.ofBytes(new byte[] {7}));
    for (ObjectName name : Set.of(sound, tree, damaged, absent)) {
      patient.open().wanted().add(name);
    }
    patient.flip(damaged);
    FsckReport report = patient.check();
    assertThat(patient.open().wanted().all()).containsExactlyInAnyOrder(damaged, absent);
    assertThat(report.wanted()).isEqualTo(2);
  }

  @Test
  void tellsBrokenRefsApartAndGoesOn() throws Exception {
    Path heads = patient.root().resolve("refs/heads");
    Files.writeString(heads.resolve("broken"), "nonsense\n");
    Files.write(heads.resolve("large"), new byte[5000]);
    Files.createSymbolicLink(heads.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(heads.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(heads.resolve("alias"), Path.of("main"));
    Files.writeString(heads.resolve(".tmp-1"), first + "\n");
    Files.writeString(heads.resolve("-x"), first + "\n");
    ObjectName file = patient.object("main", "/changing/file");
    patient.delete(file);
    FsckReport report = patient.check();
    assertThat(report.findings())
        .extracting(finding -> finding.kind() + " " + finding)
        .containsExactlyInAnyOrder(
            "MISSING object "
                + file
                + " is missing; needed by commit "
                + second
                + " of refs/heads/alias",
            "BINDING object "
                + second
                + ".commit is bound to [main], and refs/heads/alias points to it",
            "REF refs/heads/broken holds no commit: 'nonsense' is no checksum",
            "REF refs/heads/large holds no commit: it is larger than a ref can be",
            "REF refs/heads/dangling is an alias of a ref that is not there",
            "REF refs/heads/loop is an alias of a ref that is not there",
            "REF_NAME refs/heads/-x is not the name of a ref, so no tool sees it; it holds "
                + first,
            "STRAY refs/heads/.tmp-1 is not the name of a ref, so no tool sees it; it holds "
                + first);
    assertThat(report.refs()).isEqualTo(2);
  }
}
