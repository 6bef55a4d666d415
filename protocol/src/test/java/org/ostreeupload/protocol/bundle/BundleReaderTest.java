// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ostreeupload.protocol.bundle.Bundles.MAGIC;
import static org.ostreeupload.protocol.bundle.Bundles.end;
import static org.ostreeupload.protocol.bundle.Bundles.head;
import static org.ostreeupload.protocol.bundle.Bundles.join;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.protocol.bundle.Bundles.Read;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

class BundleReaderTest {
  private static final int FILE = 1;
  private static final int DIRTREE = 2;
  private static final Checksum SUM = Checksum.ofBytes(new byte[0]);
  private static final Limits SMALL = new Limits(1, 1, 100, 250 + 3 * Frame.HEAD_SIZE);

  /** One frame of each kind, three of content. */
  private static List<Read> frames() {
    return List.of(
        content(Form.ARCHIVE, 5),
        content(Form.PLAIN, 70),
        Read.of(new Frame.PatchFrame(ObjectName.file(SUM), 20), filled(20)),
        metadata(ObjectName.dirMeta(SUM), 12),
        metadata(ObjectName.dirTree(SUM), 1),
        metadata(ObjectName.commit(SUM), 30),
        Read.of(new Frame.DetachedFrame(SUM, 9), new byte[9]));
  }

  private static Read content(Form form, int size) {
    return Read.of(new Frame.ObjectFrame(ObjectName.file(SUM), form, size), filled(size));
  }

  private static Read metadata(ObjectName name, int size) {
    return Read.of(new Frame.ObjectFrame(name, Form.ARCHIVE, size), filled(size));
  }

  private static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  private static void assertMalformed(byte[] bundle) {
    assertThatThrownBy(() -> Bundles.read(bundle)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> Bundles.heads(bundle)).isInstanceOf(MalformedException.class);
  }

  @Test
  void aBundleCutAtAnyByteIsRefused() throws Exception {
    byte[] bundle = Bundles.write(frames());
    for (int size = 0; size < bundle.length; size++) {
      byte[] cut = Arrays.copyOf(bundle, size);

      assertThatThrownBy(() -> Bundles.read(cut))
          .as("cut to %d bytes", size)
          .isInstanceOfAny(EOFException.class, MalformedException.class);
      assertThatThrownBy(() -> Bundles.heads(cut))
          .as("cut to %d bytes", size)
          .isInstanceOfAny(EOFException.class, MalformedException.class);
    }
  }

  @Test
  void aBitFlippedAnywhereIsNoticedOrShowsInWhatIsRead() throws Exception {
    List<Read> frames = frames();
    byte[] bundle = Bundles.write(frames);
    for (int bit = 0; bit < 8 * bundle.length; bit++) {
      byte[] flipped = bundle.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertThat(Bundles.read(flipped)).as("bit %d", bit).isNotEqualTo(frames);
      } catch (EOFException | MalformedException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void refusesAStreamThatIsNoBundle() {
    assertMalformed(join("OUB1".getBytes(StandardCharsets.US_ASCII), end(0)));
    assertMalformed(new byte[100]);
    assertMalformed("<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 8, 127, 128, 255})
  void refusesAFrameOfUnknownKind(int kind) {
    assertMalformed(join(MAGIC, head(kind, 0, 0), end(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 127, 128, 255})
  void refusesAFrameOfUnknownForm(int form) {
    assertMalformed(join(MAGIC, head(FILE, form, 0), end(1)));
  }

  @Test
  void refusesAPatchOverTheLimits() {
    byte[] more = join(MAGIC, head(FILE, Frame.PATCH, 101), new byte[101], end(1));
    assertThatThrownBy(() -> read(more, SMALL)).hasMessageContaining("at most 100");
  }

  @ParameterizedTest
  @ValueSource(ints = {DIRTREE, 3, 4, Frame.DETACHED})
  void refusesMetadataInAnyFormButItsOwn(int kind) throws Exception {
    assertThat(Bundles.read(join(MAGIC, head(kind, 0, 0), end(1)))).hasSize(1);
    assertMalformed(join(MAGIC, head(kind, 1, 0), end(1)));
    assertMalformed(join(MAGIC, head(kind, 2, 0), end(1)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62, 1L << 32, 1L << 31})
  void refusesALengthOverTheLimitsBeforeItTakesAnything(long length) {
    for (int kind : new int[] {1, 2, 3, 4, Frame.DETACHED}) {
      assertRefusedUnread(Limits.DEFAULT, kind, length);
      // What is too much for an array is too much even where the limits say nothing.
      assertRefusedUnread(
          new Limits(1, 1, Long.MAX_VALUE, Long.MAX_VALUE), kind == 1 ? 2 : kind, length);
    }
    assertRefusedUnread(Limits.DEFAULT, FILE, Limits.DEFAULT.bundledObject() + 1);
    assertRefusedUnread(Limits.DEFAULT, DIRTREE, (10 << 20) + 1);
  }

  private static void assertRefusedUnread(Limits limits, int kind, long length) {
    InputStream in = new ByteArrayInputStream(join(MAGIC, head(kind, 0, length)));

    assertThatThrownBy(() -> new BundleReader(in, limits).next())
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(Long.toUnsignedString(length))
        .hasMessageContaining(SUM.toString());
  }

  @Test
  void keepsToTheLimitOfAnObject() throws Exception {
    byte[] most = join(MAGIC, head(FILE, 0, 100), filled(100), end(1));
    byte[] more = join(MAGIC, head(FILE, 0, 101), filled(101), end(1));

    assertThat(read(most, SMALL)).hasSize(1);
    assertThatThrownBy(() -> read(more, SMALL)).hasMessageContaining("at most 100");
  }

  @Test
  void keepsToTheLimitOfABundle() throws Exception {
    byte[] frame = join(head(FILE, 1, 100), filled(100));
    byte[] most = join(MAGIC, frame, frame, head(FILE, 1, 50), filled(50), end(3));
    byte[] more = join(MAGIC, frame, frame, head(FILE, 1, 51), filled(51), end(3));

    assertThat(read(most, SMALL)).hasSize(3);
    assertThatThrownBy(() -> read(more, SMALL)).hasMessageContaining("larger than 376 bytes");
  }

  @Test
  void countsTheHeadsOfFramesThatHoldNothing() throws Exception {
    byte[] head = head(Frame.DETACHED, 0, 0);
    byte[] most = bundleOf(head, 8);
    byte[] more = bundleOf(head, 9);

    assertThat(read(most, SMALL)).hasSize(8);
    assertThatThrownBy(() -> read(more, SMALL)).hasMessageContaining("larger than 376 bytes");
  }

  private static byte[] bundleOf(byte[] frame, int count) {
    byte[] bundle = MAGIC;
    for (int i = 0; i < count; i++) {
      bundle = join(bundle, frame);
    }
    return join(bundle, end(count));
  }

  private static List<Read> read(byte[] bundle, Limits limits) throws IOException {
    return Bundles.read(new ByteArrayInputStream(bundle), limits);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void refusesAnEndThatCountsOtherwise(int count) {
    byte[] frame = head(DIRTREE, 0, 0);

    assertMalformed(join(MAGIC, frame, frame, end(count)));
  }

  @Test
  void refusesBytesBehindTheEnd() throws Exception {
    byte[] bundle = Bundles.write(frames());
    assertMalformed(join(bundle, new byte[1]));
    assertMalformed(join(bundle, bundle));

    InputStream late =
        new SequenceInputStream(
            new ByteArrayInputStream(bundle), new ByteArrayInputStream(new byte[1]));
    assertThatThrownBy(() -> Bundles.read(late, Limits.DEFAULT))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void aFailureOfTheStreamPassesThrough() {
    InputStream broken =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("broken");
          }
        };

    assertThatThrownBy(() -> Bundles.read(broken, Limits.DEFAULT)).hasMessage("broken");
  }
}
