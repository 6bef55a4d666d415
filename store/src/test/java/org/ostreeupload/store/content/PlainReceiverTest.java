// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ostreeupload.store.content.ArchiveForm.FILE;
import static org.ostreeupload.store.content.ArchiveForm.SYMLINK;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.RealObjects;

class PlainReceiverTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static byte[] content(FileHeader header, byte[] data) {
    return ArchiveForm.join(header.toContentBytes(), data);
  }

  private Checksum receive(byte[] content, long announced) throws IOException {
    try (PlainReceiver receiver = new PlainReceiver(announced, 6, out)) {
      receiver.update(ByteBuffer.wrap(content));
      return receiver.finish();
    }
  }

  private Checksum verified() throws MalformedException {
    try (ContentVerifier verifier = new ContentVerifier(Long.MAX_VALUE)) {
      verifier.update(ByteBuffer.wrap(out.toByteArray()));
      return verifier.finish();
    }
  }

  private void assertRefused(byte[] content, long announced, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> receive(content, announced))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void takesTheContentFormInPiecesOfEverySize(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] content = content(FILE, ArchiveForm.random(random.nextInt(200_000), seed));
    try (PlainReceiver receiver = new PlainReceiver(content.length, 1, out)) {
      ArchiveForm.feed(content, random, 1 << random.nextInt(17), receiver::update);
      assertThat(receiver.finish())
          .as("seed %d", seed)
          .isEqualTo(Checksum.ofBytes(content))
          .isEqualTo(verified());
    }
  }

  @Test
  void takesTheContentFormByteByByte() throws IOException {
    byte[] content = content(FILE, new byte[] {'h', 'e', 'l', 'l', 'o', '\n'});
    try (PlainReceiver receiver = new PlainReceiver(content.length, 6, out)) {
      for (int i = 0; i < content.length; i++) {
        receiver.update(ByteBuffer.wrap(content, i, 1));
      }
      assertThat(receiver.finish()).hasToString(RealObjects.HELLO.checksum());
    }
    assertThat(verified()).hasToString(RealObjects.HELLO.checksum());
  }

  @Test
  void takesFilesWithoutDataAndSymlinks() throws IOException {
    byte[] empty = content(FILE, new byte[0]);
    assertThat(receive(empty, empty.length)).hasToString(RealObjects.EMPTY.checksum());
    assertThat(verified()).hasToString(RealObjects.EMPTY.checksum());
    out.reset();
    byte[] symlink = SYMLINK.toContentBytes();
    assertThat(receive(symlink, symlink.length)).isEqualTo(Checksum.ofBytes(symlink));
    assertThat(verified()).isEqualTo(Checksum.ofBytes(symlink));
  }

  @Test
  void refusesMoreBytesThanAnnounced() {
    byte[] content = content(FILE, new byte[10]);
    assertRefused(content, content.length - 1, "longer than announced");
    assertRefused(content, 1, "longer than announced");
    assertRefused(content, 0, "longer than announced");
  }

  @Test
  void refusesFewerBytesThanAnnounced() {
    byte[] content = content(FILE, new byte[10]);
    assertRefused(content, content.length + 1, "1 bytes too early");
    assertRefused(content, Long.MAX_VALUE, "too early");
  }

  @Test
  void refusesAnObjectThatEndsInsideItsHeader() {
    byte[] content = content(FILE, new byte[0]);
    for (int length = 0; length < content.length; length++) {
      assertRefused(Arrays.copyOf(content, length), length, "inside its header");
    }
  }

  @Test
  void refusesASymlinkWithData() {
    byte[] header = SYMLINK.toContentBytes();
    assertRefused(content(SYMLINK, new byte[1]), header.length + 1, "symlink with data");
    assertRefused(header, header.length + 1, "symlink with data");
    assertThat(out.size()).isZero();
  }

  @Test
  void refusesHeadersThatAreNotStrict() {
    byte[] archive = RealObjects.HELLO.bytes();
    assertRefused(archive, archive.length, "");
    byte[] padding = FILE.toContentBytes();
    padding[4] = 1;
    assertRefused(padding, padding.length, "padding");
    byte[] directory = FILE.toContentBytes();
    directory[18] = 0x41;
    assertRefused(directory, directory.length, "mode");
    assertThat(out.size()).isZero();
  }
}
