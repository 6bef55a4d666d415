// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.publish.ObjectSink;
import org.ostreeupload.store.publish.Transaction;

/**
 * One upload on its way in: objects, each a file followed by the checksum that its bytes had at the
 * client. Every object is staged that is what its name says and arrived as it was sent; the others
 * are counted. Not thread-safe.
 */
final class Intake {
  private static final String FILE = "file";
  private static final String CHECKSUM = "checksum";
  private static final int MAX_CHECKSUM = 256;
  // Nobody says it before; an object in archive form ends where its part ends.
  private static final long UNKNOWN_LENGTH = -1;

  private final Transaction transaction;
  private final MultipartReader reader;
  private int refused;
  private Optional<Refusal> first = Optional.empty();

  Intake(Transaction transaction, MultipartReader reader) {
    this.transaction = transaction;
    this.reader = reader;
  }

  /**
   * Takes all.
   *
   * @throws ProblemException if objects were refused; all others are staged
   */
  void take() throws IOException {
    for (Optional<Part> part = reader.next(); part.isPresent(); part = reader.next()) {
      takeObject(name(part.get()));
    }
    if (first.isPresent()) {
      throw refusal(first.get());
    }
  }

  private ProblemException refusal(Refusal first) {
    String others = refused == 1 ? "" : ", and so are " + (refused - 1) + " others";
    String detail = "object " + first.object() + " is refused: " + first.detail() + others;
    return new ProblemException(
        new Problem(
            ErrorCode.OBJECT_REFUSED, detail, Optional.of(first.object()), List.of(), List.of()));
  }

  private static ObjectName name(Part part) throws MalformedException {
    if (!part.name().equals(FILE) || part.fileName().isEmpty()) {
      throw new MalformedException(
          "a file is expected, not field '" + StoredName.shown(part.name()) + "'");
    }
    return StoredName.parse(part.fileName().get());
  }

  private void takeObject(ObjectName name) throws IOException {
    Optional<ObjectSink> free = transaction.write(name, Form.ARCHIVE, UNKNOWN_LENGTH);
    if (free.isEmpty()) {
      var _ = readChecksum(name);
      return;
    }
    try (ObjectSink sink = free.get()) {
      MessageDigest digest = Checksum.newDigest();
      boolean sound = accepts(name, () -> copy(sink, digest));
      Checksum told = readChecksum(name);
      if (sound) {
        var _ = accepts(name, () -> finish(sink, Checksum.of(digest), told));
      }
    }
  }

  private void copy(ObjectSink sink, MessageDigest digest) throws IOException {
    for (ByteBuffer piece = reader.read(); piece.hasRemaining(); piece = reader.read()) {
      digest.update(piece.duplicate());
      sink.write(piece);
    }
  }

  private static void finish(ObjectSink sink, Checksum received, Checksum told) throws IOException {
    if (!received.equals(told)) {
      throw new MalformedException(
          "its checksum is said to be " + told + ", its bytes have " + received);
    }
    sink.finish();
  }

  private Checksum readChecksum(ObjectName name) throws IOException {
    String expected = StoredName.text(name) + ":";
    boolean follows =
        reader.next().filter(part -> part.equals(new Part(CHECKSUM, Optional.empty()))).isPresent();
    String text = follows ? readText() : "";
    if (!text.startsWith(expected)) {
      throw new MalformedException("the checksum of object " + name + " does not follow it");
    }
    return Checksum.parse(text.substring(expected.length()));
  }

  private String readText() throws IOException {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer piece = reader.read(); piece.hasRemaining(); piece = reader.read()) {
      if (text.length() + piece.remaining() > MAX_CHECKSUM) {
        throw new MalformedException("a checksum is longer than " + MAX_CHECKSUM + " bytes");
      }
      text.append(StandardCharsets.ISO_8859_1.decode(piece));
    }
    return text.toString();
  }

  /** A step that throws {@link MalformedException} if an object is not what it should be. */
  @FunctionalInterface
  private interface Check {
    void run() throws IOException;
  }

  private boolean accepts(ObjectName name, Check check) throws IOException {
    try {
      check.run();
      return true;
    } catch (MalformedException e) {
      refused++;
      first = first.or(() -> Optional.of(new Refusal(name, e.rule())));
      return false;
    }
  }
}
