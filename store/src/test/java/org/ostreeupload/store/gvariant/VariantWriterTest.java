// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariantWriterTest {
  private static final String CHECKSUM = "ab".repeat(32);

  private static VariantWriter writer(String type) {
    return new VariantWriter(VariantType.of(type));
  }

  private static void assertBytes(VariantWriter writer, String hex) {
    assertThat(writer.toBytes()).isEqualTo(Hex.bytes(hex));
  }

  @Test
  void writesADirtreeWithOneFile() {
    VariantWriter writer = writer("(a(say)a(sayay))").open().open();
    writer.open().string("q").bytes(Hex.bytes(CHECKSUM)).close();
    writer.close().open().close().close();
    assertBytes(writer, "7100" + CHECKSUM + "02 23 24");
  }

  @Test
  void writesPaddingAsZeros() {
    VariantWriter fixed = writer("(yuy)").open();
    assertBytes(
        fixed.littleEndian(1).littleEndian(2).littleEndian(3).close(),
        "01000000 02000000 03000000");
    VariantWriter variable = writer("(sysu)").open();
    variable.string("a").bigEndian(7).string("bc").littleEndian(1).close();
    assertBytes(variable, "6100 07 626300 0000 01000000 06 02");
  }

  @Test
  void writesPaddedElementsAndTheirOffsetsInOrder() {
    VariantWriter writer = writer("a(us)").open();
    writer.open().littleEndian(1).string("a").close();
    writer.open().littleEndian(2).string("").close();
    assertBytes(writer.close(), "01000000 6100 0000 02000000 00 06 0d");
  }

  @Test
  void padsBeforeAnEmptyArray() {
    assertBytes(writer("(yat)").open().bigEndian(1).open().close().close(), "01 00000000000000");
  }

  @Test
  void writesUnitTuplesAsAZeroByte() {
    assertBytes(writer("()").open().close(), "00");
    assertBytes(writer("a()").open().open().close().open().close().close(), "0000");
  }

  @Test
  void writesMaybes() {
    assertBytes(writer("ms").open().close(), "");
    assertBytes(writer("ms").open().string("").close(), "00 00");
    assertBytes(writer("mq").open().bigEndian(0x0102).close(), "0102");
    assertBytes(writer("mms").open().open().close().close(), "00");
  }

  @Test
  void writesVariantsWithTheirTypeBehindThem() {
    VariantWriter writer = writer("v");
    writer.openVariant(VariantType.of("v")).openVariant(VariantType.of("s")).string("hi");
    assertBytes(writer.close().close(), "686900 00 73 00 76");
  }

  @Test
  void startsVariantsAtMultiplesOfEight() {
    VariantWriter writer = writer("a{sv}").open().open().string("a");
    writer.openVariant(VariantType.of("y")).bigEndian(7).close().close().close();
    assertBytes(writer, "6100 000000000000 07 00 79 02 0c");
  }

  @Test
  void copiesValuesWithTheirPadding() throws MalformedException {
    Variant array = Variant.parse(VariantType.of("at"), Hex.bytes("0102030405060708"));
    VariantWriter writer = writer("(yat)").open().bigEndian(1);
    assertBytes(writer.copy(array).close(), "01 00000000000000 0102030405060708");
    assertThatIllegalStateException().isThrownBy(() -> writer("ay").copy(array));
  }

  @ParameterizedTest
  @CsvSource({"254, 1, 255", "255, 2, 257", "65533, 2, 65535", "65534, 4, 65538"})
  void choosesTheNarrowestOffsets(int body, int width, int size) {
    String text = "x".repeat(body - 2);
    byte[] bytes = writer("(sy)").open().string(text).bigEndian(7).close().toBytes();
    assertThat(bytes.length).isEqualTo(size).isEqualTo(body + width);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\0", "\ud800", "\udc00x", "\udc00\ud800"})
  void refusesTextThatIsNoString(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> writer("s").string(text));
  }

  @Test
  void refusesValuesThatDoNotFitTheType() {
    assertThatIllegalStateException().isThrownBy(() -> writer("u").string("a"));
    assertThatIllegalStateException().isThrownBy(() -> writer("s").bigEndian(1));
    assertThatIllegalStateException().isThrownBy(() -> writer("b").littleEndian(1));
    assertThatIllegalStateException().isThrownBy(() -> writer("y").bool(true));
    assertThatIllegalStateException().isThrownBy(() -> writer("as").bytes(new byte[1]));
    assertThatIllegalStateException().isThrownBy(() -> writer("()").bigEndian(1));
    assertThatIllegalStateException().isThrownBy(() -> writer("s").open());
    assertThatIllegalStateException().isThrownBy(() -> writer("v").open());
    assertThatIllegalStateException()
        .isThrownBy(() -> writer("s").openVariant(VariantType.of("s")));
  }

  @Test
  void refusesContainersThatAreTooFullOrTooEmpty() {
    assertThatIllegalStateException().isThrownBy(() -> writer("(yy)").open().bigEndian(1).close());
    assertThatIllegalStateException()
        .isThrownBy(() -> writer("(y)").open().bigEndian(1).bigEndian(2));
    assertThatIllegalStateException()
        .isThrownBy(() -> writer("my").open().bigEndian(1).bigEndian(2));
    assertThatIllegalStateException()
        .isThrownBy(() -> writer("v").openVariant(VariantType.of("y")).close());
    assertThatIllegalStateException()
        .isThrownBy(() -> writer("v").openVariant(VariantType.of("y")).bigEndian(1).bigEndian(2));
  }

  @Test
  void refusesToGoOnBehindTheEndAndToStopBeforeIt() {
    assertThatIllegalStateException().isThrownBy(() -> writer("y").bigEndian(1).bigEndian(2));
    assertThatIllegalStateException().isThrownBy(() -> writer("ay").open().toBytes());
    assertThatIllegalStateException().isThrownBy(() -> writer("ay").toBytes());
    assertThatIllegalStateException().isThrownBy(() -> writer("ay").close());
  }
}
