// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.Xattrs;

/** Sources that lie, fail, or never end. */
class HostileSourceTest {
  private static final long FAR = 1L << 28;

  @TempDir private Path dir;

  private Patient patient;
  private ObjectName file;
  private ObjectName tree;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final FsckListener listener =
      new FsckListener() {
        @Override
        public void rejected(ObjectSource source, ObjectName name, String reason) {
          told.add(name.type() + ": " + reason);
        }

        @Override
        public void gaveUp(ObjectSource source, String reason) {
          told.add("gave up " + source + ": " + reason);
        }
      };

  @BeforeEach
  void makeRepository() throws Exception {
    Source source = new Source(dir);
    source.commit("main", "text");
    patient = new Patient(source.ostree().repository());
    file = patient.object("main", "/changing/file");
    tree = patient.object("main", "/changing");
  }

  /** Gives bytes for an object. */
  @FunctionalInterface
  private interface Giver {
    InputStream give(ObjectName name) throws IOException;
  }

  private FsckReport repair(Form form, long length, Giver giver) throws IOException {
    ObjectSource source =
        new ObjectSource() {
          @Override
          public Optional<Copy> open(ObjectName name) throws IOException {
            return Optional.of(new Copy(form, length, giver.give(name)));
          }

          @Override
          public String toString() {
            return "hostile";
          }
        };
    FsckReport report = new Fsck(patient.open(), listener).repair(List.of(source));
    assertThat(report.isSound()).isFalse();
    assertThat(report.repaired()).isZero();
    assertThat(patient.root().resolve(".ostree-upload/repair")).doesNotExist();
    return report;
  }

  /** The same piece again and again, and a count of what was taken of it. */
  private static InputStream endless(byte[] piece, AtomicLong taken) {
    return new InputStream() {
      @Override
      public int read() {
        return piece[(int) (taken.getAndIncrement() % piece.length)];
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        if (taken.get() > FAR) {
          throw new AssertionError("it never stops");
        }
        for (int i = 0; i < length; i++) {
          bytes[offset + i] = (byte) read();
        }
        return length;
      }
    };
  }

  private static byte[] header(long size) {
    return new FileHeader(0, 0, 0100644, "", Xattrs.NONE).toArchiveBytes(size);
  }

  @Test
  void metadataWithoutEndIsCutOff() throws Exception {
    patient.delete(tree);
    AtomicLong taken = new AtomicLong();
    repair(Form.ARCHIVE, 10, _ -> endless(new byte[1], taken));
    assertThat(told).containsExactly("DIRTREE: more than 10 MiB of metadata");
    assertThat(taken.get()).isLessThan(11 << 20);
  }

  @Test
  void streamThatInflatesToNothingForEverIsCutOff() throws Exception {
    patient.delete(file);
    AtomicLong taken = new AtomicLong();
    byte[] emptyBlock = {0, 0, 0, (byte) 0xff, (byte) 0xff};
    repair(
        Form.ARCHIVE,
        10,
        _ ->
            new SequenceInputStream(
                new ByteArrayInputStream(header(4)), endless(emptyBlock, taken)));
    assertThat(told).containsExactly("FILE: more bytes than a file of its size can need");
    assertThat(taken.get()).isLessThan(3 << 20);
  }

  @Test
  void claimOfAnImpossibleSizeIsNotBelieved() throws Exception {
    patient.delete(file);
    AtomicLong taken = new AtomicLong();
    for (long size : new long[] {-1, Long.MAX_VALUE, (1L << 40) + 1}) {
      repair(
          Form.ARCHIVE,
          10,
          _ ->
              new SequenceInputStream(
                  new ByteArrayInputStream(header(size)), endless(new byte[1], taken)));
    }
    assertThat(told).hasSize(3).allMatch(line -> line.contains("size") || line.contains("larger"));
    assertThat(taken.get()).isLessThan(1 << 20);
  }

  @Test
  void headerThatIsNoneIsRefusedAtOnce() throws Exception {
    patient.delete(file);
    AtomicLong taken = new AtomicLong();
    repair(Form.ARCHIVE, 10, _ -> endless(new byte[] {1}, taken));
    repair(Form.PLAIN, FAR, _ -> endless(new byte[] {1}, taken));
    assertThat(told).hasSize(2).allMatch(line -> line.contains("file header claims"));
    assertThat(taken.get()).isLessThan(1 << 20);
  }

  @Test
  void anotherObjectIsNotTaken() throws Exception {
    patient.delete(tree);
    ObjectName other = patient.object("main", "/constant");
    repair(Form.ARCHIVE, 10, _ -> Files.newInputStream(patient.file(other)));
    assertThat(told).containsExactly("DIRTREE: its bytes have the checksum " + other.checksum());
    told.clear();
    patient.delete(patient.object("main", "/constant/file"));
    ObjectName content = ObjectName.file(file.checksum());
    repair(Form.ARCHIVE, 10, _ -> Files.newInputStream(patient.file(content)));
    assertThat(told)
        .containsExactlyInAnyOrder(
            "DIRTREE: its bytes have the checksum "
                + Checksum.ofBytes(Files.readAllBytes(patient.file(content))),
            "FILE: its bytes have the checksum " + content.checksum());
  }

  @Test
  void plainFormMustBeAsLongAsItSays() throws Exception {
    patient.delete(file);
    byte[] header = new FileHeader(0, 0, 0100644, "", Xattrs.NONE).toContentBytes();
    repair(Form.PLAIN, header.length + 4L, _ -> new ByteArrayInputStream(header));
    repair(Form.PLAIN, header.length - 1L, _ -> new ByteArrayInputStream(header));
    repair(Form.PLAIN, 3, _ -> new ByteArrayInputStream(header, 0, 3));
    assertThat(told)
        .containsExactly(
            "FILE: data ends 4 bytes too early",
            "FILE: object is longer than announced",
            "FILE: object ends inside its header");
  }

  @Test
  void sourceThatKeepsFailingIsGivenUp() throws Exception {
    for (ObjectName name : Set.of(file, tree, patient.object("main", "/constant/file"))) {
      patient.delete(name);
    }
    AtomicInteger asked = new AtomicInteger();
    repair(
        Form.ARCHIVE,
        10,
        _ -> {
          asked.incrementAndGet();
          throw new IOException("no route");
        });
    assertThat(told).containsExactly("gave up hostile: no route");
    assertThat(asked.get()).isBetween(3, 6);
  }

  @Test
  void failureInTheMiddleIsTriedAgain() throws Exception {
    byte[] sound = Files.readAllBytes(patient.file(file));
    patient.delete(file);
    AtomicInteger asked = new AtomicInteger();
    ObjectSource flaky =
        new ObjectSource() {
          @Override
          public Optional<Copy> open(ObjectName name) {
            InputStream broken =
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new IOException("connection reset");
                  }

                  @Override
                  public int read(byte[] bytes, int offset, int length) throws IOException {
                    return read();
                  }
                };
            InputStream half = new ByteArrayInputStream(sound, 0, sound.length / 2);
            return Optional.of(
                new Copy(
                    Form.ARCHIVE,
                    0,
                    asked.incrementAndGet() == 1
                        ? new SequenceInputStream(half, broken)
                        : new ByteArrayInputStream(sound)));
          }

          @Override
          public String toString() {
            return "flaky";
          }
        };
    FsckReport report = new Fsck(patient.open(), listener).repair(List.of(flaky));
    assertThat(report.isSound()).isTrue();
    assertThat(asked.get()).isEqualTo(2);
    assertThat(told).isEmpty();
    assertThat(patient.ostree().fsck().exitCode()).isZero();
  }
}
