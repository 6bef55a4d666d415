// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

class NameStreamTest {
  private static final List<ObjectName> NAMES = names(20);

  private static List<ObjectName> names(int count) {
    List<ObjectName> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ObjectType type = ObjectType.ofId(1 + i % 4).orElseThrow();
      names.add(new ObjectName(Checksum.ofBytes(new byte[] {(byte) i, (byte) (i >> 8)}), type));
    }
    return names;
  }

  private static List<ObjectName> read(byte[] bytes, int limit) throws IOException {
    return NameStream.read(new ByteArrayInputStream(bytes), limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 20})
  void readsTheNamesThatItWrote(int count) throws Exception {
    byte[] bytes = NameStream.write(NAMES.subList(0, count));

    assertThat(bytes).hasSize(count * NameStream.NAME_SIZE);
    assertThat(read(bytes, 20)).isEqualTo(NAMES.subList(0, count));
  }

  @Test
  void readsFromAStreamThatGivesLittleAtATime() throws Exception {
    InputStream dribbling =
        new FilterInputStream(new ByteArrayInputStream(NameStream.write(NAMES))) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, 2));
          }
        };

    assertThat(NameStream.read(dribbling, 20)).isEqualTo(NAMES);
  }

  @Test
  void aNameIsItsTypeAndItsChecksum() {
    Checksum checksum = Checksum.ofBytes(new byte[0]);
    byte[] bytes = NameStream.write(List.of(ObjectName.dirMeta(checksum)));

    assertThat(bytes[0]).isEqualTo((byte) 3);
    assertThat(Arrays.copyOfRange(bytes, 1, 33)).isEqualTo(checksum.toBytes());
  }

  @Test
  void refusesMoreNamesThanTheLimit() throws Exception {
    byte[] bytes = NameStream.write(NAMES);

    assertThat(read(bytes, 20)).hasSize(20);
    assertThatThrownBy(() -> read(bytes, 19))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more than 19 names");
  }

  @Test
  void refusesNamesThatEndInsideOne() {
    byte[] bytes = NameStream.write(NAMES);
    for (int size = 0; size < bytes.length; size++) {
      byte[] cut = Arrays.copyOf(bytes, size);
      if (size % NameStream.NAME_SIZE != 0) {
        assertThatThrownBy(() -> read(cut, 20)).isInstanceOf(MalformedException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 6, 7, 127, 128, 255})
  void refusesAnUnknownType(int type) {
    byte[] bytes = NameStream.write(NAMES);
    bytes[3 * NameStream.NAME_SIZE] = (byte) type;

    assertThatThrownBy(() -> read(bytes, 20))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("type");
  }

  @Test
  void readsTheAnswersThatItWrote() throws Exception {
    Random random = new Random(1);
    for (int count = 0; count < 70; count++) {
      BitSet bits = new BitSet();
      for (int i = 0; i < count; i++) {
        bits.set(i, random.nextBoolean());
      }
      byte[] answer = NameStream.writeAnswer(bits, count);

      assertThat(answer).hasSize((count + 7) / 8);
      assertThat(NameStream.readAnswer(new ByteArrayInputStream(answer), count)).isEqualTo(bits);
    }
  }

  @Test
  void theFirstNameHasTheLowestBit() {
    BitSet bits = new BitSet();
    bits.set(0);
    bits.set(9);

    assertThat(NameStream.writeAnswer(bits, 10)).containsExactly(1, 2);
  }

  @Test
  void refusesAnAnswerThatIsCutShort() {
    byte[] answer = new byte[2];

    assertThatThrownBy(() -> NameStream.readAnswer(new ByteArrayInputStream(answer), 17))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> NameStream.readAnswer(InputStream.nullInputStream(), 1))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void refusesAnAnswerAboutObjectsThatWereNotAsked() {
    byte[] answer = {0, (byte) 0x80};

    assertThatThrownBy(() -> NameStream.readAnswer(new ByteArrayInputStream(answer), 15))
        .isInstanceOf(MalformedException.class);
  }
}
