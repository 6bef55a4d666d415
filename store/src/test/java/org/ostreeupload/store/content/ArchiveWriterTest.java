// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ostreeupload.store.content.ArchiveForm.FILE;
import static org.ostreeupload.store.content.ArchiveForm.SYMLINK;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

class ArchiveWriterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Checksum write(FileHeader header, byte[] data, int level, Random sizes)
      throws IOException {
    try (ArchiveWriter writer = new ArchiveWriter(header, data.length, level, out)) {
      for (int at = 0; at < data.length; ) {
        int count = Math.min(data.length - at, sizes.nextInt(40_000));
        writer.write(data, at, count);
        at += count;
      }
      return writer.finish();
    }
  }

  private Checksum verified() throws MalformedException {
    try (ContentVerifier verifier = new ContentVerifier(Long.MAX_VALUE)) {
      verifier.update(ByteBuffer.wrap(out.toByteArray()));
      return verifier.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 9})
  void writesWhatTheVerifierGivesTheSameChecksum(int level) throws IOException {
    byte[] data = ArchiveForm.random(300_000, level);
    Arrays.fill(data, 100_000, 200_000, (byte) 0);
    Checksum checksum = write(FILE, data, level, new Random(level));
    assertThat(checksum).isEqualTo(ArchiveForm.checksum(FILE, data)).isEqualTo(verified());
    assertThat(out.size()).isLessThan(data.length);
  }

  @Test
  void writesAnEmptyFileWithADeflateStreamOfNoData() throws IOException {
    assertThat(write(FILE, new byte[0], 6, new Random(1)))
        .hasToString(RealObjects.EMPTY.checksum());
    assertThat(out.toByteArray()).isEqualTo(RealObjects.EMPTY.bytes());
  }

  @Test
  void writesASymlinkAsItsHeader() throws IOException {
    Checksum checksum = write(SYMLINK, new byte[0], 6, new Random(1));
    assertThat(out.toByteArray()).isEqualTo(SYMLINK.toArchiveBytes(0));
    assertThat(checksum).isEqualTo(verified());
  }

  @Test
  void namesAFileAsOstreeDoes() throws IOException {
    byte[] hello = {'h', 'e', 'l', 'l', 'o', '\n'};
    assertThat(write(FILE, hello, 6, new Random(1))).hasToString(RealObjects.HELLO.checksum());
  }

  @Test
  void refusesMoreDataThanAnnounced() throws IOException {
    try (ArchiveWriter writer = new ArchiveWriter(FILE, 10, 6, out)) {
      writer.write(new byte[10], 0, 10);
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> writer.write(new byte[1], 0, 1))
          .withMessageContaining("more data than announced");
    }
  }

  @Test
  void refusesLessDataThanAnnounced() throws IOException {
    try (ArchiveWriter writer = new ArchiveWriter(FILE, 10, 6, out)) {
      writer.write(new byte[9], 0, 9);
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(writer::finish)
          .withMessageContaining("1 bytes too early");
    }
  }

  @Test
  void refusesASymlinkWithDataAndNegativeSizes() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ArchiveWriter(SYMLINK, 1, 6, out));
    assertThatIllegalArgumentException().isThrownBy(() -> new ArchiveWriter(FILE, -1, 6, out));
    assertThat(out.size()).isZero();
  }

  @Test
  void passesOnFailuresOfTheStreamBelow() throws IOException {
    OutputStream full =
        new OutputStream() {
          private int room = 1_000;

          @Override
          public void write(int b) throws IOException {
            if (room-- == 0) {
              throw new IOException("disk full");
            }
          }
        };
    byte[] data = ArchiveForm.random(100_000, 1);
    try (ArchiveWriter writer = new ArchiveWriter(FILE, data.length, 6, full)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> writer.write(data, 0, data.length))
          .withMessage("disk full");
    }
  }
}
