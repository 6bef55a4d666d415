// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariantTest {
  private static final String CHECKSUM = "ab".repeat(32);

  private static Variant parse(String type, String hex) throws MalformedException {
    return Variant.parse(VariantType.of(type), Hex.bytes(hex));
  }

  @Test
  void readsADirtreeWithOneFile() throws MalformedException {
    Variant tree = parse("(a(say)a(sayay))", "7100" + CHECKSUM + "02 23 24");
    assertThat(tree.byteSize()).isEqualTo(37);
    assertThat(tree.size()).isEqualTo(2);
    assertThat(tree.child(0).size()).isEqualTo(1);
    assertThat(tree.child(1).size()).isZero();
    Variant file = tree.child(0).child(0);
    assertThat(file.type()).isEqualTo(VariantType.of("(say)"));
    assertThat(file.child(0).asString()).isEqualTo("q");
    assertThat(file.child(1).toBytes()).isEqualTo(Hex.bytes(CHECKSUM));
  }

  @Test
  void readsNumbersInBothByteOrders() throws MalformedException {
    assertThat(parse("q", "01 02").asBigEndian()).isEqualTo(0x0102);
    assertThat(parse("q", "01 02").asLittleEndian()).isEqualTo(0x0201);
    assertThat(parse("u", "ff 00 00 01").asBigEndian()).isEqualTo(0xff000001L);
    assertThat(parse("i", "ff ff ff ff").asLittleEndian()).isEqualTo(0xffff_ffffL);
    assertThat(parse("t", "80 00 00 00 00 00 00 01").asBigEndian()).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(parse("d", "00 00 00 00 00 00 f8 3f").asLittleEndian())
        .isEqualTo(Double.doubleToLongBits(1.5));
    assertThat(parse("y", "fe").asBigEndian()).isEqualTo(0xfe);
  }

  @Test
  void readsPaddedMembersOfAFixedTuple() throws MalformedException {
    Variant tuple = parse("(yuy)", "01 000000 02000000 03 000000");
    assertThat(tuple.child(0).asLittleEndian()).isEqualTo(1);
    assertThat(tuple.child(1).asLittleEndian()).isEqualTo(2);
    assertThat(tuple.child(2).asLittleEndian()).isEqualTo(3);
  }

  @Test
  void readsOffsetsOfATupleFromTheEnd() throws MalformedException {
    Variant tuple = parse("(sysu)", "6100 07 626300 0000 01000000 06 02");
    assertThat(tuple.child(0).asString()).isEqualTo("a");
    assertThat(tuple.child(1).asBigEndian()).isEqualTo(7);
    assertThat(tuple.child(2).asString()).isEqualTo("bc");
    assertThat(tuple.child(3).asLittleEndian()).isEqualTo(1);
  }

  @Test
  void readsPaddedElementsOfAnArray() throws MalformedException {
    Variant array = parse("a(us)", "01000000 6100 0000 02000000 00 06 0d");
    assertThat(array.size()).isEqualTo(2);
    assertThat(array.child(0).child(1).asString()).isEqualTo("a");
    assertThat(array.child(1).child(0).asLittleEndian()).isEqualTo(2);
    assertThat(array.child(1).child(1).asString()).isEmpty();
  }

  @Test
  void readsArraysOfFixedElements() throws MalformedException {
    Variant array = parse("a(yu)", "01000000 02000000 03000000 04000000");
    assertThat(array.size()).isEqualTo(2);
    assertThat(array.child(1).child(0).asBigEndian()).isEqualTo(3);
    assertThat(parse("ab", "00 01").child(1).asBoolean()).isTrue();
    assertThat(parse("a()", "00 00 00").size()).isEqualTo(3);
  }

  @Test
  void readsMaybes() throws MalformedException {
    assertThat(parse("mi", "").size()).isZero();
    assertThat(parse("mi", "05000000").child(0).asLittleEndian()).isEqualTo(5);
    assertThat(parse("ms", "").size()).isZero();
    assertThat(parse("ms", "00 00").child(0).asString()).isEmpty();
    Variant justNothing = parse("mms", "00");
    assertThat(justNothing.size()).isEqualTo(1);
    assertThat(justNothing.child(0).size()).isZero();
    assertThat(parse("m()", "00").size()).isEqualTo(1);
  }

  @Test
  void readsUnitTuples() throws MalformedException {
    assertThat(parse("()", "00").size()).isZero();
    assertThat(parse("(()y)", "00 07").child(1).asBigEndian()).isEqualTo(7);
  }

  @Test
  void looksUpKeysOfDictionaries() throws MalformedException {
    Variant plain = parse("a{ss}", "6100 6200 02 6300 6400 02 05 0a");
    assertThat(plain.lookup("c").orElseThrow().asString()).isEqualTo("d");
    assertThat(plain.lookup("b")).isEmpty();
    Variant boxed = parse("a{sv}", "6100 000000000000 07 00 79 02 0c");
    assertThat(boxed.lookup("a").orElseThrow().asBigEndian()).isEqualTo(7);
    assertThat(parse("a{sv}", "").lookup("a")).isEmpty();
  }

  @Test
  void readsVariantsInVariants() throws MalformedException {
    Variant outer = parse("v", "6869 00 00 73 00 76");
    assertThat(outer.child(0).type()).isEqualTo(VariantType.of("v"));
    assertThat(outer.child(0).child(0).asString()).isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 250, 253, 254, 255, 256, 65_530, 65_532, 65_533, 65_534, 65_536, 70_000})
  void readsStringsBeforeOffsetsOfEveryWidth(int length) throws MalformedException {
    String text = "x".repeat(length);
    VariantType type = VariantType.of("(say)");
    byte[] bytes =
        new VariantWriter(type).open().string(text).bytes(new byte[] {9}).close().toBytes();
    Variant tuple = Variant.parse(type, bytes);
    assertThat(tuple.child(0).asString()).isEqualTo(text);
    assertThat(tuple.child(1).toBytes()).containsExactly(9);
  }

  @Test
  void aContainerOf255BytesHasNarrowOffsetsAndOneMoreByteWidensThem() throws MalformedException {
    String body = "78".repeat(253) + "00";
    assertThat(parse("(say)", body + "fe").byteSize()).isEqualTo(255);
    String wider = "78".repeat(254) + "00";
    assertThat(parse("(say)", wider + "ff00").byteSize()).isEqualTo(257);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse("(say)", wider + "ff"));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> parse("(say)", body + "fe00"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 126, 127})
  void readsVariantsNestedToTheLimit(int depth) throws MalformedException {
    Variant value = Variant.parse(VariantType.of("v"), nested(depth));
    for (int i = 0; i < depth; i++) {
      value = value.child(0);
    }
    assertThat(value.asBigEndian()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 129, 500_000})
  void refusesVariantsNestedBeyondTheLimit(int depth) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Variant.parse(VariantType.of("v"), nested(depth)))
        .withMessageContaining("nests deeper");
  }

  @Test
  void countsTheLevelsOfATypeWhateverItsValueHas() throws MalformedException {
    VariantType type = VariantType.of("v");
    assertThat(Variant.parse(type, nested("", "ay", 126)).size()).isEqualTo(1);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Variant.parse(type, nested("", "ay", 127)))
        .withMessageContaining("nests deeper");
  }

  /** The byte 7 in so many variants. */
  private static byte[] nested(int depth) {
    return nested("\u0007", "y", depth);
  }

  private static byte[] nested(String value, String type, int depth) {
    return (value + "\0" + type + "\0v".repeat(depth - 1)).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void refusesToReadAValueAsAnotherKind() throws MalformedException {
    Variant text = parse("s", "6100");
    assertThatIllegalStateException().isThrownBy(text::asBigEndian);
    assertThatIllegalStateException().isThrownBy(text::asLittleEndian);
    assertThatIllegalStateException().isThrownBy(text::asBoolean);
    assertThatIllegalStateException().isThrownBy(() -> text.lookup("a"));
    assertThatIllegalStateException().isThrownBy(parse("u", "00000000")::asString);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> text.child(0));
    Variant array = parse("ay", "0102");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> array.child(2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> array.child(-1));
  }
}
