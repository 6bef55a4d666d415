// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.Hex;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Xattrs.Xattr;

class DirMetaTest {
  @Test
  void readsAndWritesRealObjects() throws MalformedException {
    DirMeta root = DirMeta.parse(RealObjects.ROOT_META.bytes());
    assertThat(root).isEqualTo(new DirMeta(0, 0, 0040755, Xattrs.NONE));
    assertThat(root.toBytes()).isEqualTo(RealObjects.ROOT_META.bytes());
    DirMeta sub = DirMeta.parse(RealObjects.SUB_META.bytes());
    Xattr attribute = Xattr.of(new byte[] {'u', 's', 'e', 'r', '.', 'd'}, new byte[] {'x'});
    assertThat(sub).isEqualTo(new DirMeta(0, 0, 0041777, Xattrs.of(List.of(attribute))));
    assertThat(sub.toBytes()).isEqualTo(RealObjects.SUB_META.bytes());
  }

  @Test
  void writesNumbersBigEndian() {
    byte[] bytes = new DirMeta(0x01020304, -2, 0047777, Xattrs.NONE).toBytes();
    assertThat(Hex.of(bytes)).isEqualTo("01020304" + "fffffffe" + "00004fff");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0755, 0100644, 0120777, 0060755, 0020755, 0140755, 0240755, -1})
  void refusesModesThatAreNoDirectorys(int mode) {
    String hex = "00000000 00000000 %08x".formatted(mode);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirMeta.parse(Hex.bytes(hex)))
        .withMessageContaining(Integer.toOctalString(mode));
    assertThatIllegalArgumentException().isThrownBy(() -> new DirMeta(0, 0, mode, Xattrs.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "00",
    "00000000 00000000 000041",
    "00000000 00000000 000041ed 00",
    "00000000 00000000 000041ed 6200 02 6100 02 03 06",
    "00000000 00000000 000041ed 00 01 02",
    "00000000 00000000 ed410000",
  })
  void refusesBytesThatLibostreeNeverWrites(String hex) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> DirMeta.parse(Hex.bytes(hex)));
  }
}
