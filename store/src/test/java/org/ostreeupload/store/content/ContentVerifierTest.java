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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RealObjects;

class ContentVerifierTest {
  private static final byte[] DATA = ArchiveForm.random(5_000, 1);

  private final ContentVerifier verifier = new ContentVerifier(Long.MAX_VALUE);

  @AfterEach
  void close() {
    verifier.close();
  }

  private Checksum checksum(byte[] bytes) throws MalformedException {
    verifier.reset();
    verifier.update(ByteBuffer.wrap(bytes));
    return verifier.finish();
  }

  private void assertRefused(byte[] bytes, String why) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> checksum(bytes))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @EnumSource(names = {"HELLO", "EMPTY", "ZEROS", "EXECUTABLE", "TAGGED", "SYMLINK"})
  void givesRealObjectsTheirNames(RealObjects object) throws MalformedException {
    assertThat(checksum(object.bytes())).hasToString(object.checksum());
  }

  @ParameterizedTest
  @EnumSource(names = {"HELLO", "EMPTY", "ZEROS", "EXECUTABLE", "TAGGED", "SYMLINK"})
  void takesObjectsByteByByte(RealObjects object) throws MalformedException {
    byte[] bytes = object.bytes();
    for (int i = 0; i < bytes.length; i++) {
      verifier.update(ByteBuffer.wrap(bytes, i, 1));
    }
    assertThat(verifier.finish()).hasToString(object.checksum());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void takesObjectsInPiecesOfEverySize(long seed) throws MalformedException {
    Random random = new Random(seed);
    byte[] data = ArchiveForm.random(random.nextInt(300_000), seed);
    Arrays.fill(data, data.length / 2, data.length, (byte) 7);
    ArchiveForm.feed(ArchiveForm.of(FILE, data), random, 1 << random.nextInt(17), verifier::update);
    assertThat(verifier.finish()).as("seed %d", seed).isEqualTo(ArchiveForm.checksum(FILE, data));
  }

  @Test
  void takesBuffersThatHaveNoArray() throws MalformedException {
    byte[] bytes = ArchiveForm.of(FILE, DATA);
    verifier.update(ByteBuffer.wrap(bytes, 0, 100).asReadOnlyBuffer());
    verifier.update(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().position(100));
    assertThat(verifier.finish()).isEqualTo(ArchiveForm.checksum(FILE, DATA));
  }

  @Test
  void isReadyForAnotherObjectAfterReset() throws MalformedException {
    byte[] object = ArchiveForm.of(FILE, DATA);
    for (int length = 0; length < 200; length++) {
      verifier.update(ByteBuffer.wrap(object, 0, length));
      verifier.reset();
    }
    assertRefused(ArchiveForm.of(FILE, 1, ArchiveForm.deflate(DATA, true)), "more than");
    assertThat(checksum(object)).isEqualTo(ArchiveForm.checksum(FILE, DATA));
  }

  @Test
  void refusesEveryTruncation() {
    byte[] file = ArchiveForm.of(FILE, Arrays.copyOf(DATA, 500));
    for (int length = 0; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), length < 34 ? "inside its header" : "cut short");
    }
    byte[] symlink = RealObjects.SYMLINK.bytes();
    for (int length = 0; length < symlink.length; length++) {
      assertRefused(Arrays.copyOf(symlink, length), "inside its header");
    }
  }

  @Test
  void refusesAnEmptyFileWithoutADeflateStream() {
    assertRefused(FILE.toArchiveBytes(0), "cut short");
  }

  @Test
  void refusesBytesBehindTheDeflateStream() throws MalformedException {
    byte[] file = ArchiveForm.of(FILE, DATA);
    assertRefused(Arrays.copyOf(file, file.length + 1), "behind the end");
    verifier.reset();
    verifier.update(ByteBuffer.wrap(file));
    verifier.update(ByteBuffer.allocate(0));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> verifier.update(ByteBuffer.allocate(1)))
        .withMessageContaining("behind the end");
  }

  @Test
  void refusesDataThatIsWrappedInZlibOrGzip() throws IOException {
    assertRefused(ArchiveForm.of(FILE, DATA.length, ArchiveForm.deflate(DATA, false)), "deflate");
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(DATA);
    }
    assertRefused(ArchiveForm.of(FILE, DATA.length, gzip.toByteArray()), "deflate");
    assertRefused(ArchiveForm.of(FILE, DATA.length, DATA), "");
  }

  @Test
  void refusesSizesThatAreNotTheDatas() {
    byte[] deflated = ArchiveForm.deflate(DATA, true);
    assertRefused(ArchiveForm.of(FILE, DATA.length + 1, deflated), "its header claims 5001");
    assertRefused(ArchiveForm.of(FILE, DATA.length - 1, deflated), "more than the 4999 bytes");
    assertRefused(ArchiveForm.of(FILE, 0, deflated), "more than the 0 bytes");
    assertRefused(ArchiveForm.of(FILE, Long.MAX_VALUE, deflated), "claims 9223372036854775807");
  }

  @Test
  void stopsEarlyAtABomb() {
    byte[] bomb = ArchiveForm.deflate(new byte[50_000_000], true);
    int[] taken = new int[1];
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(
            () ->
                ArchiveForm.<MalformedException>feed(
                    ArchiveForm.of(FILE, 10, bomb),
                    new Random(1),
                    64,
                    piece -> {
                      taken[0] += piece.remaining();
                      verifier.update(piece);
                    }))
        .withMessageContaining("more than the 10 bytes");
    assertThat(taken[0]).isLessThan(200);
  }

  @Test
  void refusesFilesBeyondTheLimitBeforeTheirData() throws MalformedException {
    try (ContentVerifier limited = new ContentVerifier(DATA.length)) {
      limited.update(ByteBuffer.wrap(ArchiveForm.of(FILE, DATA)));
      assertThat(limited.finish()).isEqualTo(ArchiveForm.checksum(FILE, DATA));
      limited.reset();
      ByteBuffer header = ByteBuffer.wrap(FILE.toArchiveBytes(DATA.length + 1));
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> limited.update(header))
          .withMessageContaining("larger than the limit of 5000");
    }
  }

  @Test
  void refusesASymlinkWithData() {
    byte[] header = SYMLINK.toArchiveBytes(0);
    assertRefused(ArchiveForm.join(header, new byte[] {3, 0}), "symlink with data");
    assertRefused(Arrays.copyOf(header, header.length + 1), "symlink with data");
  }

  @Test
  void refusesAPrefixOrHeaderThatIsNotStrict() {
    byte[] padding = RealObjects.HELLO.bytes();
    padding[7] = 1;
    assertRefused(padding, "padding");
    byte[] large = RealObjects.HELLO.bytes();
    large[1] = 0x7f;
    assertRefused(large, "claims");
    byte[] longer = RealObjects.HELLO.bytes();
    longer[3]++;
    assertRefused(longer, "");
    byte[] directory = RealObjects.HELLO.bytes();
    directory[26] = 0x41;
    assertRefused(directory, "mode");
  }

  @Test
  void refusesExtendedAttributesThatOstreeDidNotSort() {
    assertRefused(RealObjects.UNSORTED.bytes(), "not sorted");
  }

  @Test
  void refusesEveryDamagedBitOrGivesAnotherChecksum() throws MalformedException {
    byte[] file = RealObjects.TAGGED.bytes();
    int refused = 0;
    // The last byte of this deflate stream is padding, which may be anything.
    for (int i = 0; i < (file.length - 1) * 8; i++) {
      byte[] damaged = file.clone();
      damaged[i / 8] ^= (byte) (1 << (i % 8));
      try {
        assertThat(checksum(damaged)).as("bit %d", i).isNotEqualTo(checksum(file));
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void takesDataInStoredBlocks() throws MalformedException {
    byte[] stored = {1, 3, 0, (byte) 0xfc, (byte) 0xff, 'a', 'b', 'c'};
    assertThat(checksum(ArchiveForm.of(FILE, 3, stored)))
        .isEqualTo(ArchiveForm.checksum(FILE, new byte[] {'a', 'b', 'c'}));
  }
}
