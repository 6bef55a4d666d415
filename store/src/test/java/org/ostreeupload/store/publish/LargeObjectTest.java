// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ostreeupload.store.Golden;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StoredContent;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.FileHeader;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.Xattrs;

/** A file of two megabytes that does not compress, in pieces. */
final class LargeObjectTest {
  private static final int PIECE = 300_000;

  @TempDir Path dir;
  private Repository source;
  private Checksum commit;
  private ObjectName name;
  private byte[] archive;
  private byte[] plain;
  private Target target;
  private Transaction transaction;

  @BeforeEach
  void begin() throws IOException {
    source = Golden.open("archive");
    commit = Golden.head(source, "files");
    name = file(source, commit, "incompressible");
    archive = bytes(source);
    plain = bytes(Golden.open("bare-user"));
    target = new Target(dir.resolve("target"));
    transaction = target.begin();
  }

  @AfterEach
  void end() throws IOException {
    transaction.close();
  }

  @Test
  void arrivesInPiecesOverSeveralOpens() throws IOException {
    for (int at = 0; at < archive.length; at += PIECE) {
      try (LargeObject object = open(Form.ARCHIVE, archive.length)) {
        assertThat(object.received()).isEqualTo(at);
        assertThat(object.isWhole()).isFalse();
        object.append(piece(archive, at));
      }
      assertThat(transaction.contains(name)).isFalse();
    }
    finish(Form.ARCHIVE, archive.length);

    assertThatItCanBePublished();
  }

  @Test
  void arrivesInPlainForm() throws IOException {
    try (LargeObject object = open(Form.PLAIN, plain.length)) {
      for (int at = 0; at < plain.length; at += PIECE) {
        object.append(piece(plain, at));
      }
    }
    finish(Form.PLAIN, plain.length);

    assertThatItCanBePublished();
  }

  @Test
  void anotherFormBeginsAnew() throws IOException {
    append(Form.ARCHIVE, archive.length, piece(archive, 0));

    try (LargeObject object = open(Form.PLAIN, plain.length)) {
      assertThat(object.received()).isZero();
    }
    try (LargeObject object = open(Form.ARCHIVE, archive.length)) {
      assertThat(object.received()).isEqualTo(PIECE);
    }
  }

  @Test
  void anotherLengthBeginsAnew() throws IOException {
    append(Form.ARCHIVE, archive.length, piece(archive, 0));

    try (LargeObject object = open(Form.ARCHIVE, archive.length + 1)) {
      assertThat(object.received()).isZero();
    }
  }

  @Test
  void takesNoMoreThanAnnounced() throws IOException {
    try (LargeObject object = open(Form.ARCHIVE, 100)) {
      assertThatThrownBy(() -> object.append(ByteBuffer.wrap(archive, 0, 101)))
          .isInstanceOf(MalformedException.class);
      assertThat(object.received()).isZero();
      object.append(ByteBuffer.wrap(archive, 0, 100));
      assertThat(object.isWhole()).isTrue();
      assertThatThrownBy(() -> object.append(ByteBuffer.wrap(archive, 100, 1)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void isRefusedAndGoneIfItEndsTooEarly() throws IOException {
    append(Form.ARCHIVE, PIECE, piece(archive, 0));
    assertThatFinishIsRefused(Form.ARCHIVE, PIECE);

    append(Form.PLAIN, plain.length, piece(plain, 0));
    assertThatFinishIsRefused(Form.PLAIN, plain.length);
  }

  @Test
  void isRefusedAndGoneIfItIsLongerThanItself() throws IOException {
    append(Form.ARCHIVE, archive.length + 1, ByteBuffer.wrap(archive), ByteBuffer.allocate(1));
    assertThatFinishIsRefused(Form.ARCHIVE, archive.length + 1);

    append(Form.PLAIN, plain.length + 1, ByteBuffer.wrap(plain), ByteBuffer.allocate(1));
    assertThatFinishIsRefused(Form.PLAIN, plain.length + 1);
  }

  @Test
  void isRefusedAndGoneIfOneBitIsWrong() throws IOException {
    archive[archive.length / 2] ^= 1;
    append(Form.ARCHIVE, archive.length, ByteBuffer.wrap(archive));

    assertThatFinishIsRefused(Form.ARCHIVE, archive.length);
  }

  @Test
  void isRefusedForTheDataThatItClaimsBeforeAnyIsInflated() throws IOException {
    FileHeader header = new FileHeader(0, 0, 0100644, "", Xattrs.NONE);
    byte[] claim = header.toArchiveBytes(Transaction.MAX_CONTENT + 1);
    append(Form.ARCHIVE, claim.length, ByteBuffer.wrap(claim));

    try (LargeObject object = open(Form.ARCHIVE, claim.length)) {
      assertThatThrownBy(object::finish)
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("larger than the limit");
    }
  }

  @Test
  void oneThreadAtATimeMayWriteIt() throws IOException {
    try (LargeObject object = open(Form.ARCHIVE, archive.length)) {
      assertThat(object.received()).isZero();
      assertThat(transaction.writeLarge(name, Form.ARCHIVE, archive.length)).isEmpty();
    }
    open(Form.ARCHIVE, archive.length).close();
  }

  /** More objects than checks are kept for: of some the rest is checked at the end. */
  @Test
  void manyObjectsCanComeInPiecesAtATime() throws IOException {
    List<ObjectName> others = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      others.add(ObjectName.file(new Checksum(i, 0, 0, 0)));
    }
    append(Form.ARCHIVE, archive.length, ByteBuffer.wrap(archive, 0, 100));
    for (ObjectName other : others) {
      try (LargeObject object = open(other, Form.ARCHIVE, archive.length)) {
        object.append(ByteBuffer.wrap(archive, 0, 100));
      }
    }
    others.add(name);
    for (ObjectName each : others) {
      try (LargeObject object = open(each, Form.ARCHIVE, archive.length)) {
        object.append(ByteBuffer.wrap(archive, 100, archive.length - 100));
        if (each.equals(name)) {
          object.finish();
        } else {
          assertThatThrownBy(object::finish).hasMessageContaining("have the checksum");
        }
      }
    }

    assertThatItCanBePublished();
  }

  @Test
  void metadataCanComeInPiecesToo() throws IOException {
    ObjectName tree = ObjectName.dirTree(source.objects().readCommit(commit).tree());
    byte[] bytes = source.objects().readMetadata(tree);
    for (int at = 0; at < bytes.length; at += 100) {
      try (LargeObject object = open(tree, Form.ARCHIVE, bytes.length)) {
        object.append(ByteBuffer.wrap(bytes, at, Math.min(100, bytes.length - at)));
      }
    }
    try (LargeObject object = open(tree, Form.ARCHIVE, bytes.length)) {
      object.finish();
    }

    assertThat(transaction.readMetadata(tree)).isEqualTo(bytes);
  }

  private void assertThatItCanBePublished() throws IOException {
    assertThat(transaction.contains(name)).isTrue();
    new Delivery(source, transaction).closure(commit);
    assertThat(transaction.publish(List.of(target.update("files", commit)), PublishRules.PUSH))
        .isInstanceOf(Publication.Done.class);
    target.ostree().fsck().orThrow();
  }

  private void assertThatFinishIsRefused(Form form, long length) throws IOException {
    try (LargeObject object = open(form, length)) {
      assertThatThrownBy(object::finish).isInstanceOf(MalformedException.class);
    }
    assertThat(transaction.contains(name)).isFalse();
    try (LargeObject object = open(form, length)) {
      assertThat(object.received()).isZero();
    }
  }

  private void append(Form form, long length, ByteBuffer... pieces) throws IOException {
    try (LargeObject object = open(form, length)) {
      for (ByteBuffer piece : pieces) {
        object.append(piece);
      }
    }
  }

  private void finish(Form form, long length) throws IOException {
    try (LargeObject object = open(form, length)) {
      assertThat(object.isWhole()).isTrue();
      object.finish();
    }
  }

  private LargeObject open(Form form, long length) throws IOException {
    return open(name, form, length);
  }

  private LargeObject open(ObjectName object, Form form, long length) throws IOException {
    Optional<LargeObject> opened = transaction.writeLarge(object, form, length);
    return opened.orElseThrow();
  }

  private byte[] bytes(Repository repository) throws IOException {
    StoredContent content = repository.objects().content(name.checksum());
    try (InputStream in = content.source().open()) {
      return in.readAllBytes();
    }
  }

  private static ByteBuffer piece(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at));
  }

  private static ObjectName file(Repository repository, Checksum commit, String name)
      throws IOException {
    Checksum tree = repository.objects().readCommit(commit).tree();
    return repository.objects().readDirTree(tree).files().stream()
        .filter(entry -> entry.name().equals(name))
        .map(entry -> ObjectName.file(entry.file()))
        .findFirst()
        .orElseThrow();
  }
}
