// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.ContentForms;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Problem;
import org.ostreeupload.store.StoredContent.Form;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.publish.LargeObject;
import org.ostreeupload.store.publish.Transaction;

/** Takes one large content object in pieces, and tells how much of it has arrived. */
final class LargeObjectEndpoint {
  private static final int PIECE = 1 << 18;

  private final PushSessions sessions;

  LargeObjectEndpoint(PushSessions sessions) {
    this.sessions = sessions;
  }

  /** What a request says about the object. */
  private record Announced(ObjectName name, Form form, long length) {
    static Announced of(Context context) throws IOException {
      ObjectName name = name(context.pathParam("name"));
      if (name.type() != ObjectType.FILE) {
        throw new MalformedException("only content objects are sent in pieces");
      }
      String word = String.valueOf(context.header(Routes.UPLOAD_FORM));
      Form form =
          ContentForms.ofWord(word)
              .orElseThrow(
                  () ->
                      new MalformedException(
                          Routes.UPLOAD_FORM + " must be one of " + ContentForms.words()));
      long length = number(context, Routes.UPLOAD_LENGTH);
      if (length > Transaction.MAX_CONTENT) {
        String detail =
            "object %s of %d bytes is too large, at most %d are taken"
                .formatted(name, length, Transaction.MAX_CONTENT);
        throw refusal(ErrorCode.TOO_LARGE, name, detail);
      }
      return new Announced(name, form, length);
    }

    private static ObjectName name(String text) throws MalformedException {
      try {
        return ObjectName.parse(text);
      } catch (MalformedException e) {
        String shown = text.replaceAll("\\p{C}", "?");
        throw new MalformedException("'" + shown + "' is no object: " + e.rule());
      }
    }
  }

  private static long number(Context context, String field) throws MalformedException {
    String value = context.header(field);
    if (value == null || !value.matches("[0-9]{1,18}")) {
      throw new MalformedException(field + " must be a number of bytes");
    }
    return Long.parseLong(value);
  }

  /** Answers how many bytes have arrived; all of them, if the object is there. */
  void tellOffset(Context context) throws IOException {
    PushSession session = sessions.find(context);
    Announced announced = Announced.of(context);
    long offset =
        session.share(
            transaction -> {
              if (transaction.contains(announced.name)) {
                return announced.length;
              }
              try (LargeObject object = open(transaction, announced)) {
                return object.received();
              }
            });
    context.status(204).header(Routes.UPLOAD_OFFSET, Long.toString(offset));
  }

  /** Takes the next bytes; with the last ones the object is checked and staged. */
  void takePiece(Context context) throws IOException {
    PushSession session = sessions.find(context);
    Announced announced = Announced.of(context);
    long offset = number(context, Routes.UPLOAD_OFFSET);
    InputStream body = context.bodyInputStream();
    long received =
        session.share(
            transaction ->
                transaction.contains(announced.name)
                    ? announced.length
                    : take(transaction, announced, offset, body));
    context.status(204).header(Routes.UPLOAD_OFFSET, Long.toString(received));
  }

  private static LargeObject open(Transaction transaction, Announced announced) throws IOException {
    return transaction
        .writeLarge(announced.name, announced.form, announced.length)
        .orElseThrow(
            () ->
                refusal(
                    ErrorCode.OBJECT_BUSY,
                    announced.name,
                    "another request is sending object " + announced.name));
  }

  private static long take(
      Transaction transaction, Announced announced, long offset, InputStream body)
      throws IOException {
    try (LargeObject object = open(transaction, announced)) {
      if (object.received() != offset) {
        String detail =
            "object %s goes on at byte %d, not at %d"
                .formatted(announced.name, object.received(), offset);
        throw refusal(ErrorCode.WRONG_OFFSET, announced.name, detail);
      }
      appendAll(object, body);
      if (object.isWhole()) {
        finish(object, announced.name);
        return announced.length;
      }
      return object.received();
    }
  }

  /** Appends what is there at a time: as large pieces as can be, but never waiting for more. */
  private static void appendAll(LargeObject object, InputStream body) throws IOException {
    byte[] piece = new byte[PIECE];
    int filled = Math.max(0, body.read(piece));
    while (filled > 0) {
      int count = 0;
      try {
        while (count >= 0 && filled < PIECE && body.available() > 0) {
          count = body.read(piece, filled, PIECE - filled);
          filled += Math.max(0, count);
        }
      } finally { // what has arrived counts, also if the connection breaks
        object.append(ByteBuffer.wrap(piece, 0, filled));
      }
      filled = Math.max(0, body.read(piece));
    }
  }

  private static void finish(LargeObject object, ObjectName name) throws IOException {
    try {
      object.finish();
    } catch (MalformedException e) {
      String detail = "object " + name + " is refused: " + e.rule();
      throw refusal(ErrorCode.OBJECT_REFUSED, name, detail);
    }
  }

  private static ProblemException refusal(ErrorCode code, ObjectName name, String detail) {
    return new ProblemException(new Problem(code, detail, Optional.of(name), List.of(), List.of()));
  }
}
