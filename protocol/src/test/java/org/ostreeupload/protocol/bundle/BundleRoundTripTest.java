// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ostreeupload.protocol.bundle.Bundles.Read;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

class BundleRoundTripTest {
  private static final int BUFFER = 1 << 16;

  private static List<Read> frames(Random random, int count) {
    int[] sizes = {0, 1, 2, 41, 42, 43, 1000, BUFFER - 43, BUFFER - 42, BUFFER, 3 * BUFFER + 1};
    List<Read> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[sizes[random.nextInt(sizes.length)]];
      random.nextBytes(content);
      frames.add(Read.of(frame(random, content.length), content));
    }
    return frames;
  }

  private static Frame frame(Random random, long length) {
    byte[] seed = new byte[8];
    random.nextBytes(seed);
    Checksum checksum = Checksum.ofBytes(seed);
    int kind = random.nextInt(7);
    if (kind == 0) {
      return new Frame.DetachedFrame(checksum, length);
    }
    if (kind == 1) {
      return new Frame.ObjectFrame(ObjectName.file(checksum), Form.PLAIN, length);
    }
    if (kind == 2) {
      return new Frame.PatchFrame(ObjectName.file(checksum), length);
    }
    ObjectType type = ObjectType.ofId(kind - 2).orElseThrow();
    return new Frame.ObjectFrame(new ObjectName(checksum, type), Form.ARCHIVE, length);
  }

  @Test
  void readsTheFramesThatItWroteFromPiecesOfAnySize() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<Read> frames = frames(random, random.nextInt(12));
      byte[] bundle = Bundles.write(frames);

      List<Read> read = Bundles.read(Bundles.dribbling(bundle, random), Limits.DEFAULT);

      assertThat(read).as("seed %d", seed).isEqualTo(frames);
    }
  }

  @Test
  void skipsWhatWasNotRead() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<Read> frames = frames(random, 10);
      byte[] bundle = Bundles.write(frames);
      BundleReader reader = new BundleReader(Bundles.dribbling(bundle, random), Limits.DEFAULT);
      for (Read expected : frames) {
        assertThat(reader.next()).as("seed %d", seed).contains(expected.frame());
        String begin = readSome(reader, random);
        assertThat(expected.content()).as("seed %d", seed).startsWith(begin);
      }
      assertThat(reader.next()).isEmpty();
    }
  }

  private static String readSome(BundleReader reader, Random random) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = random.nextInt(4); i > 0; i--) {
      ByteBuffer piece = reader.read();
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      out.writeBytes(bytes);
    }
    return HexFormat.of().formatHex(out.toByteArray());
  }

  @Test
  void givesAFrameAsAStream() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<Read> frames = frames(random, 10);
      byte[] bundle = Bundles.write(frames);
      BundleReader reader = new BundleReader(Bundles.dribbling(bundle, random), Limits.DEFAULT);
      for (Read expected : frames) {
        assertThat(reader.next()).as("seed %d", seed).contains(expected.frame());
        InputStream stream = reader.stream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextBoolean() && expected.frame().length() > 0) {
          out.write(stream.read());
        }
        stream.transferTo(out);
        assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(expected.bytes());
        assertThat(stream.read()).isEqualTo(-1);
      }
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void neverGivesMoreThanTheFrameHas() throws Exception {
    Checksum commit = Checksum.ofBytes(new byte[0]);
    List<Read> frames =
        List.of(
            Read.of(new Frame.DetachedFrame(commit, 3), new byte[] {1, 2, 3}),
            Read.of(new Frame.DetachedFrame(commit, 0), new byte[0]));
    byte[] bundle = Bundles.write(frames);
    BundleReader reader = new BundleReader(new ByteArrayInputStream(bundle), Limits.DEFAULT);

    assertThat(reader.next()).isPresent();
    assertThat(reader.read().remaining()).isEqualTo(3);
    assertThat(reader.read().hasRemaining()).isFalse();
    assertThat(reader.readAll()).isEmpty();
    assertThat(reader.next()).isPresent();
    assertThat(reader.read().hasRemaining()).isFalse();
    assertThat(reader.next()).isEqualTo(Optional.empty());
  }

  @Test
  void anEmptyBundleIsABeginAndAnEnd() throws Exception {
    byte[] bundle = Bundles.write(List.of());

    assertThat(bundle).isEqualTo(Bundles.join(Bundles.MAGIC, Bundles.end(0)));
    assertThat(Bundles.read(bundle)).isEmpty();
  }

  @Test
  void theWriterNoticesAnObjectThatChanged() throws Exception {
    ObjectName name = ObjectName.file(Checksum.ofBytes(new byte[0]));
    for (int length : new int[] {0, 4, 6, 100_000}) {
      BundleWriter writer = new BundleWriter(new ByteArrayOutputStream());
      InputStream five = new ByteArrayInputStream(new byte[5]);

      assertThatThrownBy(() -> writer.object(name, Form.ARCHIVE, length, five))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("changed");
    }
  }
}
