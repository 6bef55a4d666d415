// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.Hex;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;
import org.ostreeupload.store.object.DirTree.DirEntry;
import org.ostreeupload.store.object.DirTree.FileEntry;

class DirTreeTest {
  private static final Checksum SUM = Checksum.ofBytes(new byte[0]);
  private static final byte[] BYTES = SUM.toBytes();

  /** The normal form of a dirtree with these names, whatever the rules say about them. */
  private static byte[] bytes(List<String> files, List<String> dirs) {
    VariantWriter writer = new VariantWriter(VariantType.of("(a(say)a(sayay))")).open().open();
    files.forEach(name -> writer.open().string(name).bytes(BYTES).close());
    writer.close().open();
    dirs.forEach(name -> writer.open().string(name).bytes(BYTES).bytes(BYTES).close());
    return writer.close().close().toBytes();
  }

  private static void assertAccepted(List<String> files, List<String> dirs)
      throws MalformedException {
    byte[] bytes = bytes(files, dirs);
    DirTree tree = DirTree.parse(bytes);
    assertThat(tree.files()).extracting(FileEntry::name).isEqualTo(files);
    assertThat(tree.dirs()).extracting(DirEntry::name).isEqualTo(dirs);
    assertThat(tree.toBytes()).isEqualTo(bytes);
  }

  private static void assertRefused(List<String> files, List<String> dirs, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirTree.parse(bytes(files, dirs)))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @EnumSource(names = {"ROOT_TREE", "SUB_TREE", "EMPTY_TREE"})
  void readsAndWritesRealObjects(RealObjects object) throws MalformedException {
    assertThat(DirTree.parse(object.bytes()).toBytes()).isEqualTo(object.bytes());
    assertThat(Checksum.ofBytes(object.bytes())).hasToString(object.checksum());
  }

  @Test
  void readsTheEntriesOfARealObject() throws MalformedException {
    DirTree tree = DirTree.parse(RealObjects.ROOT_TREE.bytes());
    assertThat(tree.files())
        .extracting(FileEntry::name)
        .containsExactly("empty", "hello", "link", "tagged", "zeros", "\ue000", "😀");
    assertThat(tree.files().get(1).file()).hasToString(RealObjects.HELLO.checksum());
    assertThat(tree.dirs())
        .containsExactly(
            new DirEntry(
                "dir",
                Checksum.parse(RealObjects.SUB_TREE.checksum()),
                Checksum.parse(RealObjects.SUB_META.checksum())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "...",
        ".hidden",
        "..x",
        "-",
        "--",
        " ",
        "a b",
        "new\nline",
        "tab\t",
        "\u0001",
        "\u007f",
        "back\\slash",
        "ünï",
        "日本",
        "😀",
        "e\u0301",
        "*",
        "~",
        "con:"
      })
  void acceptsEveryNameThatAFileSystemTakes(String name) throws MalformedException {
    assertAccepted(List.of(name), List.of());
    assertAccepted(List.of(), List.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "/", "a/b", "/a", "a/", "../a"})
  void refusesNamesThatNoFileCanHave(String name) {
    assertRefused(List.of(name), List.of(), "cannot be a name");
    assertRefused(List.of(), List.of(name), "cannot be a name");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirTree.requireValidName(name));
  }

  @Test
  void refusesNamesLongerThan255Bytes() throws MalformedException {
    assertAccepted(List.of("a".repeat(255)), List.of("日".repeat(85)));
    assertRefused(List.of("a".repeat(256)), List.of(), "longer than 255");
    assertRefused(List.of(), List.of("日".repeat(85) + "a"), "longer than 255");
    assertRefused(List.of("😀".repeat(64)), List.of(), "longer than 255");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "a/", "../"})
  void saysLittleAboutHugeNames(String part) {
    String name = part.repeat(1 << 20);
    for (byte[] bytes : List.of(bytes(List.of(name), List.of()), bytes(List.of(), List.of(name)))) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> DirTree.parse(bytes))
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
  }

  @Test
  void refusesNamesThatAreNotSorted() throws MalformedException {
    assertAccepted(List.of("a", "b"), List.of("A", "c"));
    assertRefused(List.of("b", "a"), List.of(), "not sorted");
    assertRefused(List.of(), List.of("b", "a"), "not sorted");
    assertRefused(List.of("a", "B"), List.of(), "not sorted");
  }

  @Test
  void sortsByUtf8AndNotByUtf16() throws MalformedException {
    assertAccepted(List.of("\ue000", "\ufffd", "😀"), List.of());
    assertRefused(List.of("😀", "\ufffd"), List.of(), "not sorted");
    List<FileEntry> entries =
        List.of(new FileEntry("😀", SUM), new FileEntry("\ufffd", SUM), new FileEntry("a", SUM));
    assertThat(DirTree.sorted(entries))
        .extracting(FileEntry::name)
        .containsExactly("a", "\ufffd", "😀");
  }

  @Test
  void refusesTheSameNameTwice() {
    assertRefused(List.of("a", "a"), List.of(), "not sorted");
    assertRefused(List.of(), List.of("a", "a"), "not sorted");
  }

  @Test
  void refusesTheSameNameAsFileAndDirectory() throws MalformedException {
    assertRefused(List.of("a"), List.of("a"), "both a file and a directory");
    assertRefused(List.of("a", "b", "z"), List.of("A", "c", "z"), "both a file and a directory");
    assertRefused(List.of("c", "d"), List.of("a", "b", "c"), "both a file and a directory");
    assertAccepted(List.of("a", "c", "e"), List.of("b", "d", "f"));
    assertAccepted(List.of("x"), List.of("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 33, 64})
  void refusesChecksumsThatAreNot32Bytes(int size) {
    VariantType type = VariantType.of("(a(say)a(sayay))");
    byte[] wrong = new byte[size];
    VariantWriter file = new VariantWriter(type).open().open();
    file.open().string("a").bytes(wrong).close().close().open().close().close();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirTree.parse(file.toBytes()))
        .withMessageContaining("checksum of " + size + " bytes");
    VariantWriter tree = new VariantWriter(type).open().open().close().open();
    tree.open().string("a").bytes(wrong).bytes(BYTES).close().close().close();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirTree.parse(tree.toBytes()));
    VariantWriter meta = new VariantWriter(type).open().open().close().open();
    meta.open().string("a").bytes(BYTES).bytes(wrong).close().close().close();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirTree.parse(meta.toBytes()));
  }

  @ParameterizedTest
  @CsvSource({"''", "0000", "01", "000000", "7100 00"})
  void refusesBytesThatAreNotInNormalForm(String hex) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirTree.parse(Hex.bytes(hex)));
  }

  @Test
  void readsThousandsOfEntries() throws MalformedException {
    List<String> names = IntStream.range(0, 5_000).mapToObj("name-%06d"::formatted).toList();
    assertAccepted(names, List.of("zzz"));
  }
}
