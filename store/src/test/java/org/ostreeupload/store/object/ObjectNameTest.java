// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;

class ObjectNameTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @EnumSource
  void readsAndWritesTheNameOfEveryType(ObjectType type) throws MalformedException {
    ObjectName name = ObjectName.parse(HEX + "." + type.extension());
    assertThat(name).isEqualTo(new ObjectName(Checksum.parse(HEX), type));
    assertThat(name).hasToString(HEX + "." + type.extension());
    assertThat(ObjectType.ofExtension(type.extension())).contains(type);
    assertThat(ObjectType.ofId(type.id())).contains(type);
  }

  @Test
  void namesTypesAsOstreeDoes() throws MalformedException {
    Checksum checksum = Checksum.parse(HEX);
    assertThat(ObjectName.file(checksum)).hasToString(HEX + ".file");
    assertThat(ObjectName.dirTree(checksum)).hasToString(HEX + ".dirtree");
    assertThat(ObjectName.dirMeta(checksum)).hasToString(HEX + ".dirmeta");
    assertThat(ObjectName.commit(checksum)).hasToString(HEX + ".commit");
    assertThat(ObjectType.ofId(1)).contains(ObjectType.FILE);
    assertThat(ObjectType.ofId(2)).contains(ObjectType.DIRTREE);
    assertThat(ObjectType.ofId(3)).contains(ObjectType.DIRMETA);
    assertThat(ObjectType.ofId(4)).contains(ObjectType.COMMIT);
    assertThat(ObjectType.ofId(0)).isEmpty();
    assertThat(ObjectType.ofId(5)).isEmpty();
    assertThat(ObjectType.FILE.isMetadata()).isFalse();
    assertThat(ObjectType.COMMIT.isMetadata()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".commit",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefcommit",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/commit",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef..commit",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.Commit",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.commit\n",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.commit ",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.commitmeta",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.filez",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.tombstone-commit",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef.commit",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde.commit",
        "00123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.commit",
        " 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.commit",
        "01/23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.commit",
        "../../../../../../../../../../../../../../../../../etc/passwd/aa.commit",
      })
  void refusesEverythingElse(String text) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> ObjectName.parse(text));
  }
}
