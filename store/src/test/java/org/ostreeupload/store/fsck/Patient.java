// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.fsck.Finding.Kind;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;

/** A repository that the real tool made, to be damaged by hand and checked. */
record Patient(Path root) {
  static Patient golden(String name, Path target) {
    return new Patient(GoldenRepositories.get().copy(name, target));
  }

  Ostree ostree() {
    return Ostree.in(root);
  }

  Repository open() throws IOException {
    return Repository.open(root);
  }

  FsckReport check() throws IOException {
    return check(FsckListener.NONE);
  }

  FsckReport check(FsckListener listener) throws IOException {
    return new Fsck(open(), listener).check(Fsck.Mode.RECORD);
  }

  FsckReport repair(ObjectSource... sources) throws IOException {
    return new Fsck(open(), FsckListener.NONE).repair(List.of(sources));
  }

  ObjectName commit(String ref) throws IOException {
    return ObjectName.commit(Checksum.parse(ostree().revParse(ref)));
  }

  /** The content object or dirtree at a path of a commit. */
  ObjectName object(String ref, String path) throws IOException {
    String[] words = ostree().run("ls", "-C", "-d", ref, path).stdout().split("\\s+", -1);
    Checksum checksum = Checksum.parse(words[4]);
    return words[0].startsWith("d") ? ObjectName.dirTree(checksum) : ObjectName.file(checksum);
  }

  /** The dirmeta of a directory of a commit. */
  ObjectName dirMeta(String ref, String path) throws IOException {
    String[] words = ostree().run("ls", "-C", "-d", ref, path).stdout().split("\\s+", -1);
    return ObjectName.dirMeta(Checksum.parse(words[5]));
  }

  Path file(ObjectName name) throws IOException {
    Repository repository = open();
    return repository.layout().object(name, repository.objects().contentExtension());
  }

  /** Flips a bit in the middle of an object. */
  void flip(ObjectName name) throws IOException {
    Path file = file(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    rewrite(file, bytes);
  }

  void cut(ObjectName name) throws IOException {
    Path file = file(name);
    byte[] bytes = Files.readAllBytes(file);
    rewrite(file, Arrays.copyOf(bytes, bytes.length - 1));
  }

  void delete(ObjectName name) throws IOException {
    Files.delete(file(name));
  }

  /** Gives an object the bytes of another one. */
  void exchange(ObjectName name, ObjectName other) throws IOException {
    Files.copy(file(other), file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** In place, so that attributes stay. */
  private static void rewrite(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  Path mark(ObjectName commit) throws IOException {
    return open().layout().partialMark(commit.checksum());
  }

  /** What is said of an object. */
  static Finding about(FsckReport report, ObjectName name) {
    return report.findings().stream()
        .filter(finding -> finding.subject().equals(new Finding.Subject.OfObject(name)))
        .reduce(
            (x, y) -> {
              throw new AssertionError("two findings: " + x + ", " + y);
            })
        .orElseThrow(() -> new AssertionError("nothing about " + name + ": " + report));
  }

  static List<Kind> kinds(FsckReport report) {
    return report.findings().stream().map(Finding::kind).toList();
  }
}
