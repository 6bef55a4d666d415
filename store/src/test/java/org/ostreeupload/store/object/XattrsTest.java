// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ostreeupload.store.gvariant.Hex;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Xattrs.Xattr;

class XattrsTest {
  private static Xattr attribute(String name, String value) throws MalformedException {
    return Xattr.of(name.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  @Test
  void writesNoneAsNoBytes() throws MalformedException {
    assertThat(Xattrs.NONE.toBytes()).isEmpty();
    assertThat(Xattrs.parse(new byte[0])).isEqualTo(Xattrs.NONE);
    assertThat(Xattrs.of(List.of())).isEqualTo(Xattrs.NONE).hasSameHashCodeAs(Xattrs.NONE);
  }

  @Test
  void sortsByNameAndEndsNamesInNul() throws MalformedException {
    Xattrs xattrs = Xattrs.of(List.of(attribute("b", ""), attribute("a", "xy")));
    assertThat(Hex.of(xattrs.toBytes())).isEqualTo("61007879" + "02" + "6200" + "02" + "0508");
    assertThat(xattrs.list()).containsExactly(attribute("a", "xy"), attribute("b", ""));
  }

  @Test
  void sortsByUnsignedBytes() throws MalformedException {
    Xattrs xattrs =
        Xattrs.of(List.of(attribute("a\u0080", ""), attribute("ab", ""), attribute("a", "")));
    assertThat(xattrs.list())
        .containsExactly(attribute("a", ""), attribute("ab", ""), attribute("a\u0080", ""));
  }

  @Test
  void readsBackWhatItWrote() throws MalformedException {
    Xattrs xattrs =
        Xattrs.of(List.of(attribute("user.ünï", "1"), attribute("user.large", "x".repeat(70_000))));
    assertThat(Xattrs.parse(xattrs.toBytes())).isEqualTo(xattrs).hasSameHashCodeAs(xattrs);
    assertThat(xattrs).isNotEqualTo(Xattrs.NONE);
  }

  @Test
  void keepsNamesThatAreNotUtf8() throws MalformedException {
    Xattrs xattrs = Xattrs.of(List.of(Xattr.of(Hex.bytes("75ff"), Hex.bytes("00ff"))));
    assertThat(Hex.of(xattrs.toBytes())).isEqualTo("75ff00" + "00ff" + "03" + "06");
    assertThat(Xattrs.parse(xattrs.toBytes())).isEqualTo(xattrs);
  }

  @ParameterizedTest
  @CsvSource({
    "6100 02 6100 02 03 06, sorted",
    "6200 02 6100 02 03 06, sorted",
    "610078 02 6100 02 04 07, sorted",
    "00 01 02, name",
    "61 01 02, name",
    "78 00 02, name",
    "610000 03 04, name",
    "610062 00 04 05, name",
    "01 02 02, ''",
    "00 01, name",
  })
  void refusesNamesThatAreUnsortedTwiceEmptyOrNoText(String hex, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Xattrs.parse(Hex.bytes(hex)))
        .withMessageContaining(why);
  }

  @Test
  void refusesToMakeAttributesThatCannotBe() throws MalformedException {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> attribute("", "x"));
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> attribute("a\0b", "x"));
    List<Xattr> twice = List.of(attribute("a", "1"), attribute("a", "2"));
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Xattrs.of(twice));
  }
}
