// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ostreeupload.store.gvariant.Hex;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;
import org.ostreeupload.store.object.FileHeader.Archived;
import org.ostreeupload.store.object.Xattrs.Xattr;

class FileHeaderTest {
  private static final FileHeader PLAIN = new FileHeader(0, 0, 0100644, "", Xattrs.NONE);

  private static Archived archived(RealObjects object, int size) throws MalformedException {
    return FileHeader.parseArchived(Arrays.copyOfRange(object.bytes(), 8, 8 + size));
  }

  private static Xattr attribute(String name, String value) throws MalformedException {
    return Xattr.of(name.getBytes(US_ASCII), value.getBytes(US_ASCII));
  }

  @Test
  void readsRealHeaders() throws MalformedException {
    assertThat(archived(RealObjects.HELLO, 26)).isEqualTo(new Archived(PLAIN, 6));
    assertThat(archived(RealObjects.ZEROS, 26)).isEqualTo(new Archived(PLAIN, 5000));
    assertThat(archived(RealObjects.SYMLINK, 31))
        .isEqualTo(new Archived(new FileHeader(0, 0, 0120777, "hello", Xattrs.NONE), 0));
    Xattrs xattrs = Xattrs.of(List.of(attribute("user.alpha", "one"), attribute("user.beta", "2")));
    assertThat(archived(RealObjects.TAGGED, 55))
        .isEqualTo(new Archived(new FileHeader(1000, 100, 0100600, "", xattrs), 6));
  }

  @ParameterizedTest
  @CsvSource({"HELLO, 26", "EMPTY, 26", "EXECUTABLE, 26", "TAGGED, 55", "SYMLINK, 31"})
  void writesRealHeadersAgain(RealObjects object, int size) throws MalformedException {
    Archived read = archived(object, size);
    assertThat(read.header().toArchiveBytes(read.size()))
        .isEqualTo(Arrays.copyOf(object.bytes(), FileHeader.PREFIX_SIZE + size));
  }

  @Test
  void writesTheContentFormBehindItsPrefix() {
    assertThat(Hex.of(PLAIN.toContentBytes()))
        .isEqualTo("0000001200000000" + "0000000000000000000081a400000000" + "00" + "11");
  }

  @Test
  void readsBothFormsOfWhatItWrote() throws MalformedException {
    Xattrs xattrs = Xattrs.of(List.of(attribute("user.large", "x".repeat(70_000))));
    for (FileHeader header :
        List.of(
            new FileHeader(-1, 0x01020304, 0107777, "", xattrs),
            new FileHeader(1, 2, 0120777, "zïel/日本/😀\n", xattrs),
            new FileHeader(1, 2, 0100000, "", Xattrs.NONE))) {
      assertThat(FileHeader.parse(withoutPrefix(header.toContentBytes()))).isEqualTo(header);
      long size = header.isSymlink() ? 0 : Long.MAX_VALUE;
      assertThat(FileHeader.parseArchived(withoutPrefix(header.toArchiveBytes(size))))
          .isEqualTo(new Archived(header, size));
    }
  }

  private static byte[] withoutPrefix(byte[] bytes) {
    return Arrays.copyOfRange(bytes, FileHeader.PREFIX_SIZE, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000 000041ed 00000000 00 11, mode 40755",
    "0000000000000000 000061a4 00000000 00 11, mode 60644",
    "0000000000000000 000021a4 00000000 00 11, mode 20644",
    "0000000000000000 000011a4 00000000 00 11, mode 10644",
    "0000000000000000 0000c1a4 00000000 00 11, mode 140644",
    "0000000000000000 000001a4 00000000 00 11, mode 644",
    "0000000000000000 000181a4 00000000 00 11, mode 300644",
    "0000000000000000 800081a4 00000000 00 11, mode 20000100644",
    "0000000000000000 000081a4 00000001 00 11, device number",
    "0000000000000000 000081a4 00000000 6100 12, regular file with a symlink target",
    "0000000000000000 0000a1ff 00000000 00 11, symlink without a target",
    "0000000000000000 0000a1ff 00000000 ff00 12, UTF-8",
    "0000000000000000 000081a4 00000000 00 6200 02 6100 02 03 06 11, sorted",
    "0000000000000000 000081a4 00000000 00 00 01 02 11, name",
    "0000000000000000 000081a4 00000000 00 12, out of bounds",
    "0000000000000000 000081a4 00000000 00, ''",
    "0000000000000000 000081a4 00000000 00 11 00, ''",
    "'', ''",
  })
  void refusesHeadersThatDescribeNoFile(String hex, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> FileHeader.parse(Hex.bytes(hex)))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000 000041ed 00000000 00 19, mode 40755",
    "0000000000000000 000081a4 00000001 00 19, device number",
    "0000000000000000 000081a4 00000000 6100 1a, regular file with a symlink target",
    "0000000000000000 0000a1ff 00000000 00 19, symlink without a target",
    "0000000000000000 000081a4 00000000 00 6200 02 6100 02 03 06 19, sorted",
  })
  void refusesArchivedHeadersThatDescribeNoFile(String hex, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> FileHeader.parseArchived(Hex.bytes("0000000000000000" + hex)))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "8000000000000000 0000000000000000 000081a4 00000000 00 19",
    "ffffffffffffffff 0000000000000000 000081a4 00000000 00 19",
    "0000000000000005 0000000000000000 0000a1ff 00000000 6100 1a",
  })
  void refusesSizesThatCannotBe(String hex) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> FileHeader.parseArchived(Hex.bytes(hex)))
        .withMessageContaining("impossible size");
  }

  @Test
  void acceptsTheLengthOfItsTargetAsTheSizeOfASymlink() throws MalformedException {
    String hex = "0000000000000001 0000000000000000 0000a1ff 00000000 6100 1a";
    assertThat(FileHeader.parseArchived(Hex.bytes(hex)).header().symlinkTarget()).isEqualTo("a");
  }

  @Test
  void refusesSymlinksThatNoFileSystemHolds() throws MalformedException {
    for (String longest : List.of("x".repeat(4095), "日".repeat(1365))) {
      FileHeader header = new FileHeader(0, 0, 0120777, longest, Xattrs.NONE);
      assertThat(FileHeader.parse(symlinkTo(longest))).isEqualTo(header);

      String longer = longest + "x";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FileHeader(0, 0, 0120777, longer, Xattrs.NONE));
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> FileHeader.parse(symlinkTo(longer)))
          .withMessage("symlink with a target of more than 4095 bytes");
    }
  }

  /** The content form of a symlink, whatever the rules say about its target. */
  private static byte[] symlinkTo(String target) {
    VariantWriter writer = new VariantWriter(VariantType.of("(uuuusa(ayay))")).open();
    writer.bigEndian(0).bigEndian(0).bigEndian(0120777).bigEndian(0).string(target);
    return writer.open().close().close().toBytes();
  }

  @Test
  void refusesToMakeHeadersThatDescribeNoFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileHeader(0, 0, 0040755, "", Xattrs.NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileHeader(0, 0, 0100644, "a", Xattrs.NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileHeader(0, 0, 0120777, "", Xattrs.NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileHeader(0, 0, 0300644, "", Xattrs.NONE));
  }
}
