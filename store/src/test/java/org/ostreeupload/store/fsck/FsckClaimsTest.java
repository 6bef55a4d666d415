// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.Ostree;

/** What commits and the summary say of others: sizes, bindings, heads. */
class FsckClaimsTest {
  @TempDir private Path dir;

  private static List<String> sentences(FsckReport report) {
    return report.findings().stream().map(finding -> finding.kind() + " " + finding).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive", "bare-user-only", "collection", "empty"})
  void summaryOfTheRealToolAgreesWithTheRefs(String name) throws Exception {
    Patient patient = Patient.golden(name, dir.resolve("repository"));
    patient.ostree().run("summary", "-u");
    assertThat(patient.check().findings()).isEmpty();
  }

  @Test
  void summaryMustSayWhatRefsSay() throws Exception {
    Source source = new Source(dir);
    Patient patient = new Patient(source.ostree().repository());
    Checksum old = source.commit("main", "1");
    source.commit("gone", "2");
    source.ostree().run("summary", "-u");
    Checksum head = source.commit("main", "3");
    Checksum fresh = source.commit("fresh", "4");
    Checksum gone = Checksum.parse(source.ostree().revParse("gone"));
    source.ostree().run("refs", "--delete", "gone");
    FsckReport report = patient.check();
    assertThat(report.isSound()).isTrue();
    assertThat(sentences(report))
        .containsExactlyInAnyOrder(
            "SUMMARY summary says that refs/heads/main is at " + old + ", it is at " + head,
            "SUMMARY summary says that refs/heads/fresh is not there, it is at " + fresh,
            "SUMMARY summary says that refs/heads/gone is at " + gone + ", it is not there");
    assertThat(report.count(Finding.Severity.WARNING)).isEqualTo(3);
  }

  @Test
  void summaryMustSayTheSizeOfCommits() throws Exception {
    Source source = new Source(dir);
    Patient patient = new Patient(source.ostree().repository());
    Checksum head = source.commit("main", "1");
    source.ostree().run("summary", "-u");
    long size = Files.size(patient.file(ObjectName.commit(head)));
    Path summary = patient.root().resolve("summary");
    byte[] bytes = Files.readAllBytes(summary);
    bytes[8]++; // behind "main" and its padding
    Files.write(summary, bytes);
    assertThat(sentences(patient.check()))
        .containsExactly(
            "SUMMARY summary says that the commit of refs/heads/main has "
                + (size + 1)
                + " bytes, it has "
                + size);
  }

  @Test
  void summaryThatCannotBeUnderstoodIsAnError() throws Exception {
    Source source = new Source(dir);
    source.commit("main", "1");
    source.ostree().run("summary", "-u");
    Patient patient = new Patient(source.ostree().repository());
    Path summary = patient.root().resolve("summary");
    byte[] bytes = Files.readAllBytes(summary);
    Files.write(summary, Arrays.copyOf(bytes, bytes.length - 1));
    FsckReport report = patient.check();
    assertThat(report.isSound()).isFalse();
    assertThat(sentences(report).getFirst()).startsWith("MALFORMED summary is malformed: ");
  }

  @Test
  void summaryMustSayWhatRefsOfOtherCollectionsSay() throws Exception {
    Patient patient = Patient.golden("archive", dir.resolve("repository"));
    patient.ostree().run("summary", "-u");
    Path mirror = patient.root().resolve("refs/mirrors/org.example.Other/mirrored");
    Checksum before = Checksum.parse(Files.readString(mirror).strip());
    Files.delete(mirror);
    assertThat(sentences(patient.check()))
        .containsExactly(
            "SUMMARY summary says that refs/mirrors/org.example.Other/mirrored is at "
                + before
                + ", it is not there");
  }

  @Test
  void tellsWhoIsBoundToOtherRefsAndCollections() throws Exception {
    Patient patient = Patient.golden("collection", dir.resolve("repository"));
    Ostree ostree = patient.ostree();
    String main = ostree.revParse("main");
    ostree.run("refs", "--create=renamed", main);
    Path mirrors = patient.root().resolve("refs/mirrors/org.example.Other");
    Files.createDirectories(mirrors);
    Files.writeString(mirrors.resolve("main"), main + "\n");
    FsckReport report = patient.check();
    assertThat(report.isSound()).isTrue();
    assertThat(sentences(report))
        .containsExactlyInAnyOrder(
            "BINDING object "
                + main
                + ".commit is bound to [main], and refs/heads/renamed points to it",
            "BINDING object "
                + main
                + ".commit is bound to collection org.example.Golden, and"
                + " refs/mirrors/org.example.Other/main is of collection org.example.Other");
  }

  /** An entry of {@code ostree.sizes} as an argument of the real tool. */
  private static String entry(ObjectName name, int... numbersAndType) {
    byte[] checksum = name.checksum().toBytes();
    return IntStream.concat(
            IntStream.range(0, checksum.length).map(i -> checksum[i] & 0xff),
            Arrays.stream(numbersAndType))
        .mapToObj(number -> "byte " + number)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private List<String> checkSizes(Source source, String value) throws Exception {
    Checksum commit = source.commit("main", "1", "--add-metadata=ostree.sizes=" + value);
    FsckReport report = new Patient(source.ostree().repository()).check();
    assertThat(report.isSound()).isTrue();
    String start = "SIZES object " + commit + ".commit has ostree.sizes: ";
    return sentences(report).stream()
        .filter(sentence -> sentence.startsWith(start)) // others are about earlier commits
        .map(sentence -> sentence.substring(start.length()))
        .toList();
  }

  @Test
  void comparesSizesWithThoseOfObjects() throws Exception {
    Source source = new Source(dir);
    Patient patient = new Patient(source.ostree().repository());
    source.commit("main", "1");
    ObjectName file = patient.object("main", "/changing/file");
    ObjectName meta = patient.dirMeta("main", "/");
    int stored = (int) Files.size(patient.file(file));
    ObjectName absent = ObjectName.file(Checksum.ofBytes(new byte[] {1}));

    assertThat(
            checkSizes(
                source, "[%s,%s]".formatted(entry(file, stored, 1, 1), entry(meta, 12, 12, 3))))
        .isEmpty();
    assertThat(checkSizes(source, "[" + entry(file, stored, 1) + "]")).isEmpty();
    assertThat(checkSizes(source, "@aay []")).isEmpty();

    assertThat(checkSizes(source, "[" + entry(file, stored, 2, 1) + "]"))
        .containsExactly(file + " has 1 bytes, not 2");
    assertThat(checkSizes(source, "[" + entry(file, 300 & 0x7f | 0x80, 300 >> 7, 1, 1) + "]"))
        .containsExactly(file + " is kept in " + stored + " bytes, not 300");
    assertThat(
            checkSizes(source, "[%s,%s]".formatted(entry(meta, 12, 13, 3), entry(meta, 13, 12, 3))))
        .containsExactly(meta + " has 12 bytes, not 13 (and 1 more)");
    assertThat(checkSizes(source, "[" + entry(absent, 1, 1, 1) + "]"))
        .containsExactly(absent + " is not there");
  }

  @Test
  void tellsMalformedSizes() throws Exception {
    Source source = new Source(dir);
    ObjectName name = ObjectName.file(Checksum.ofBytes(new byte[] {1}));
    int[] endless = IntStream.generate(() -> 0xff).limit(12).toArray();
    assertThat(checkSizes(source, "'text'")).containsExactly("its type is s, not aay");
    assertThat(checkSizes(source, "[[byte 1]]"))
        .containsExactly("an entry is malformed: it has 1 bytes");
    assertThat(checkSizes(source, "[" + entry(name, 1) + "]"))
        .containsExactly("an entry is malformed: it ends too early");
    assertThat(checkSizes(source, "[" + entry(name, 1, 1, 9) + "]"))
        .containsExactly("an entry is malformed: there is no type 9");
    assertThat(checkSizes(source, "[" + entry(name, 1, 1, 1, 1) + "]"))
        .containsExactly("an entry is malformed: something follows the type");
    assertThat(checkSizes(source, "[" + entry(name, endless) + "]"))
        .containsExactly("an entry is malformed: a size is beyond 2^63");
  }

  @Test
  void sizesOfObjectsThatAreDamagedOrMissingAreNotTheFault() throws Exception {
    Patient patient = Patient.golden("sizes", dir.resolve("repository"));
    patient.flip(patient.object("main", "/long"));
    patient.delete(patient.object("main", "/dot"));
    assertThat(patient.check().findings())
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(Kind.DAMAGED, Kind.MISSING);
  }
}
