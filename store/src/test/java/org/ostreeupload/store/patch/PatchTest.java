// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.content.ArchiveWriter;
import org.ostreeupload.store.content.ContentVerifier;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.Xattrs;

/** Patches from what a file was to what it is, and back to an object. */
class PatchTest {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final Random random = new Random(12);

  /** A file in both forms. */
  private static final class Sample {
    private final byte[] data;
    private final Checksum checksum;
    private final byte[] archive;
    private final byte[] plain;

    Sample(byte[] data, Checksum checksum, byte[] archive, byte[] plain) {
      this.data = data;
      this.checksum = checksum;
      this.archive = archive;
      this.plain = plain;
    }

    static Sample of(byte[] data) {
      return of(data, 6);
    }

    static Sample of(byte[] data, int level) {
      FileHeader header = new FileHeader(0, 0, 0100644, "", Xattrs.NONE);
      ByteArrayOutputStream archive = new ByteArrayOutputStream();
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      try (ArchiveWriter writer = new ArchiveWriter(header, data.length, level, archive)) {
        writer.write(data, 0, data.length);
        Checksum checksum = writer.finish();
        plain.write(header.toContentBytes());
        plain.write(data);
        return new Sample(data, checksum, archive.toByteArray(), plain.toByteArray());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    StoredContent stored(Form form) {
      byte[] bytes = form == Form.ARCHIVE ? archive : plain;
      return new StoredContent(form, bytes.length, () -> new ByteArrayInputStream(bytes));
    }
  }

  /** What looks like a program: words that come again, and numbers. */
  private byte[] program(int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append("call ")
          .append(random.nextInt(1 << 16))
          .append(random.nextInt(9) < 5 ? "\n" : ",");
    }
    return text.substring(0, size).getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] noise(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private byte[] edited(byte[] bytes, int at, int count) {
    byte[] edited = bytes.clone();
    System.arraycopy(noise(count), 0, edited, at, count);
    return edited;
  }

  private static byte[] patch(Sample before, Sample after, Form form) throws IOException {
    return PatchMaker.make(before.checksum, before.stored(form), after.stored(form), NO_LIMIT)
        .orElseThrow();
  }

  private static byte[] apply(byte[] patch, Sample base) throws IOException {
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    try (PatchedObject object = read(patch, 1 << 30)) {
      assertThat(object.base()).isEqualTo(base.checksum);
      object.write(base.stored(Form.ARCHIVE), 6, bytes -> drain(bytes, made));
    }
    return made.toByteArray();
  }

  private static PatchedObject read(byte[] patch, long work) throws IOException {
    return PatchedObject.read(new ByteArrayInputStream(patch), new PatchWork(work));
  }

  private static void drain(ByteBuffer bytes, ByteArrayOutputStream to) {
    to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    bytes.position(bytes.limit());
  }

  private static void assertMakes(byte[] patch, Sample before, Sample after) throws IOException {
    byte[] made = apply(patch, before);
    assertThat(checksum(made)).isEqualTo(after.checksum);
  }

  private static Checksum checksum(byte[] archive) throws IOException {
    try (ContentVerifier verifier = new ContentVerifier(1 << 30)) {
      verifier.update(ByteBuffer.wrap(archive));
      return verifier.finish();
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void anEditInPlaceTakesAsMuchAsTheEdit(Form form) throws Exception {
    byte[] data = program(5_000_000);
    Sample before = Sample.of(data);
    Sample after = Sample.of(edited(data, 2_345_678, 4096));
    byte[] patch = patch(before, after, form);
    assertThat(patch.length).isBetween(4096, 12_000);
    assertMakes(patch, before, after);
  }

  @Test
  void mostOfTheBlocksAreTakenOver() throws Exception {
    byte[] data = program(5_000_000);
    Sample before = Sample.of(data, 9);
    Sample after = Sample.of(edited(data, 1_000_001, 100), 1);
    byte[] made = apply(patch(before, after, Form.ARCHIVE), before);
    assertThat(made.length).isCloseTo(before.archive.length, withPercentage(1));
    assertThat(after.archive.length).isGreaterThan(made.length * 11 / 10);
  }

  @Test
  void whatIsPutInAndTakenOutMovesTheRest() throws Exception {
    byte[] data = program(3_000_000);
    Sample before = Sample.of(data);
    Sample after =
        Sample.of(
            join(
                noise(77),
                part(data, 0, 900_000),
                noise(12_345),
                part(data, 900_000, 2_000_001),
                part(data, 2_100_000, 3_000_000),
                noise(3)));
    byte[] patch = patch(before, after, Form.ARCHIVE);
    assertThat(patch.length).isLessThan(40_000);
    assertMakes(patch, before, after);
  }

  @Test
  void storedBlocksAreTakenOverAtAnyBit() throws Exception {
    byte[] noise = noise(1_500_000);
    byte[] data = join(program(200_000), noise, program(200_001));
    Sample before = Sample.of(data);
    Sample after = Sample.of(join(program(1_001), data));
    byte[] patch = patch(before, after, Form.ARCHIVE);
    assertThat(patch.length).isLessThan(30_000);
    assertMakes(patch, before, after);
    assertThat(apply(patch, before).length).isLessThan(after.archive.length + 2_000);
  }

  @Test
  void hugeBlocksAreDeflatedAgain() throws Exception {
    byte[] zeros = new byte[40_000_000];
    Sample before = Sample.of(join(program(100_000), zeros, program(100_000)));
    Sample after = Sample.of(edited(before.data, 20_000_000, 50));
    byte[] patch = patch(before, after, Form.ARCHIVE);
    assertThat(patch.length).isLessThan(10_000);
    assertMakes(patch, before, after);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 1000, 70_000, 262_143, 262_144, 4_194_304})
  void filesOfAnySizeGrowOutOfEachOther(int size) throws Exception {
    byte[] data = program(size);
    Sample before = Sample.of(data);
    List<Sample> afters = new ArrayList<>();
    afters.add(Sample.of(join(data, noise(10))));
    afters.add(Sample.of(join(noise(10), data)));
    afters.add(Sample.of(part(data, 0, size / 2)));
    afters.add(Sample.of(part(data, size / 2, size)));
    afters.add(Sample.of(new byte[0]));
    afters.add(before);
    for (Sample after : afters) {
      byte[] patch = patch(before, after, Form.ARCHIVE);
      assertMakes(patch, before, after);
    }
  }

  @Test
  void aPatchedObjectCanBePatchedAgainAndAgain() throws Exception {
    Sample now = Sample.of(program(1_000_000));
    byte[] kept = now.archive;
    for (int i = 0; i < 20; i++) {
      Sample next = Sample.of(edited(now.data, random.nextInt(900_000), 500));
      byte[] patch = patch(now, next, Form.ARCHIVE);
      Sample base = new Sample(now.data, now.checksum, kept, now.plain);
      kept = apply(patch, base);
      assertThat(checksum(kept)).isEqualTo(next.checksum);
      now = next;
    }
    assertThat(kept.length).isLessThan(now.archive.length * 11 / 10);
  }

  @Test
  void betweenFilesThatHaveNothingInCommonThereIsNone() throws Exception {
    Sample before = Sample.of(noise(4_000_000));
    Sample after = Sample.of(noise(4_000_000));
    assertThat(
            PatchMaker.make(
                before.checksum, before.stored(Form.ARCHIVE), after.stored(Form.ARCHIVE), NO_LIMIT))
        .isEmpty();
  }

  @Test
  void aPatchThatIsTooLongIsNone() throws Exception {
    Sample before = Sample.of(program(100_000));
    Sample after = Sample.of(edited(before.data, 50_000, 4096));
    assertThat(
            PatchMaker.make(
                before.checksum, before.stored(Form.PLAIN), after.stored(Form.PLAIN), 4096))
        .isEmpty();
  }

  @Test
  void damagedPatchesAreRefusedInOneWay() throws Exception {
    Sample before = Sample.of(program(300_000));
    Sample after = Sample.of(edited(before.data, 100_000, 300));
    byte[] patch = patch(before, after, Form.ARCHIVE);
    for (int i = Checksum.SIZE; i < patch.length; i++) {
      byte[] damaged = patch.clone();
      damaged[i] ^= (byte) (1 << random.nextInt(8));
      assertMakesNothingOrAnything(damaged, before);
      byte[] cutShort = part(patch, 0, i);
      assertThatThrownBy(() -> apply(cutShort, before)).isInstanceOf(MalformedException.class);
    }
    byte[] longer = join(patch, new byte[1]);
    assertThatThrownBy(() -> apply(longer, before)).isInstanceOf(MalformedException.class);
  }

  @Test
  void damagedBasesAreRefusedInOneWay() throws Exception {
    Sample before = Sample.of(program(300_000));
    Sample after = Sample.of(edited(before.data, 100_000, 300));
    byte[] patch = patch(before, after, Form.ARCHIVE);
    for (int i = 0; i < before.archive.length; i += 97) {
      byte[] damaged = before.archive.clone();
      damaged[i] ^= (byte) (1 << random.nextInt(8));
      byte[] cutShort = part(before.archive, 0, i);
      assertMakesNothingOrAnything(
          patch, new Sample(before.data, before.checksum, damaged, before.plain));
      assertMakesNothingOrAnything(
          patch, new Sample(before.data, before.checksum, cutShort, before.plain));
    }
  }

  /** What is made, if anything, is looked at by whoever takes it. */
  private static void assertMakesNothingOrAnything(byte[] patch, Sample base) throws IOException {
    byte[] made;
    try {
      made = apply(patch, base);
    } catch (MalformedException e) {
      assertThat(e.rule()).isNotEmpty();
      return;
    }
    assertThat(made.length).isLessThan(1 << 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_999, 5_999})
  void workThatIsNotAllowedIsNotDone(int work) throws Exception {
    Sample before = Sample.of(program(3_000));
    byte[] patch = patch(before, before, Form.ARCHIVE);
    assertThatThrownBy(
            () -> {
              try (PatchedObject object = read(patch, work)) {
                object.write(before.stored(Form.ARCHIVE), 6, bytes -> bytes.position(0));
              }
            })
        .isInstanceOf(MalformedException.class)
        .hasMessage("the patches of this bundle read and make more than " + work + " bytes");
  }

  @Test
  void workThatWasInVainCounts() throws Exception {
    Sample before = Sample.of(program(300_000));
    byte[] patch = patch(before, before, Form.ARCHIVE);
    byte[] cut = part(patch, 0, patch.length - 1);
    PatchWork work = new PatchWork(2_000_000);
    int taken = 0;
    String refusal = "";
    while (!refusal.startsWith("the patches")) {
      try (PatchedObject object = PatchedObject.read(new ByteArrayInputStream(cut), work)) {
        object.write(before.stored(Form.ARCHIVE), 6, bytes -> bytes.position(0));
      } catch (MalformedException e) {
        refusal = e.rule();
        taken++;
      }
    }
    assertThat(taken).isEqualTo(4);
  }

  @Test
  void oneByteStepsAreNotCheap() throws Exception {
    Sample before = Sample.of(new byte[100_000]);
    Sample after = Sample.of(new byte[50_000]);
    ByteArrayOutputStream patch = new ByteArrayOutputStream();
    FileHeader header = new FileHeader(0, 0, 0100644, "", Xattrs.NONE);
    patch.write(before.checksum.toBytes());
    try (DeflaterOutputStream body = new DeflaterOutputStream(patch, new Deflater(9, true))) {
      body.write(header.toContentBytes());
      body.write(ByteBuffer.allocate(8).putLong(50_000).array());
      for (int i = 0; i < 50_000; i++) {
        body.write(new byte[] {0, 1, 1});
      }
    }
    assertMakes(patch.toByteArray(), before, after);
    assertThatThrownBy(
            () -> {
              try (PatchedObject object = read(patch.toByteArray(), 1_000_000)) {
                object.write(before.stored(Form.ARCHIVE), 6, bytes -> bytes.position(0));
              }
            })
        .hasMessageStartingWith("the patches of this bundle");
  }

  @Test
  void runsOfEqualBytesTakeNoLongerThanOthers() throws Exception {
    byte[] start = noise(100_000);
    Sample before = Sample.of(join(start, new byte[60_000_000], noise(100_000)));
    Sample after =
        Sample.of(join(start, new byte[60_300_000], part(before.data, 60_100_000, 60_200_000)));
    AtomicReference<byte[]> patch = new AtomicReference<>();
    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> patch.set(patch(before, after, Form.PLAIN)));
    assertThat(patch.get().length).isLessThan(20_000);
    assertMakes(patch.get(), before, after);
  }

  @Test
  void whatIsNewMayBeAtTheBeginning() throws Exception {
    byte[] data = program(8_000_000);
    Sample before = Sample.of(data);
    Sample after = Sample.of(join(noise(2_000_000), data));
    byte[] patch = patch(before, after, Form.PLAIN);
    assertThat(patch.length).isLessThan(2_100_000);
    assertMakes(patch, before, after);
  }

  @Test
  void oneChunkThatIsFoundFarAheadDoesNotLoseTheRest() throws Exception {
    byte[] data = program(3_000_000);
    Sample before = Sample.of(data);
    Sample after = Sample.of(join(part(data, 2_800_640, 2_801_664), data));
    byte[] patch = patch(before, after, Form.PLAIN);
    assertThat(patch.length).isLessThan(20_000);
    assertMakes(patch, before, after);
  }

  @Test
  void zlibIsThere() {
    assertThat(PatchedObject.isPossible()).isTrue();
  }
}
