// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.ostreeupload.protocol.ContentForms;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.protocol.message.Reservation;
import org.ostreeupload.pusher.HttpCaller.Question;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/**
 * A push that is open at the receiver, a method for each of its requests. Unless it is {@linkplain
 * #discard discarded} or published, whoever opens the same again goes on with it. Thread-safe.
 */
final class PushSession {
  private static final int UNKNOWN_LENGTH = -1;
  private static final long LEAST_PIECE = 1 << 20; // or a small limit would make many requests
  private static final ContentType BINARY = ContentType.create(Routes.BINARY);

  private final HttpCaller http;
  private final Retries retries;
  private final String id;
  private final Limits limits;
  private final List<String> forms;

  PushSession(HttpCaller http, Retries retries, String id, Limits limits, List<String> forms) {
    this.http = http;
    this.retries = retries;
    this.id = id;
    this.limits = limits;
    this.forms = forms;
  }

  /** Whether the receiver takes files as patches. */
  boolean takesPatches() {
    return forms.contains(ContentForms.PATCH);
  }

  /** How much the receiver takes at once. */
  Limits limits() {
    return limits;
  }

  /** Asks which objects are missing; sets the bit of each. */
  BitSet missing(List<ObjectName> names) throws IOException {
    return retries.run(number -> missingNow(names));
  }

  /**
   * The same in one attempt, for something that is made again as a whole.
   *
   * @throws PassingFailure if it is worth making again
   */
  BitSet missingNow(List<ObjectName> names) throws IOException {
    ByteArrayEntity question = new ByteArrayEntity(NameStream.write(names), BINARY);
    return http.call(
        "POST",
        Routes.missing(id),
        request -> request.setEntity(question),
        (response, body) -> NameStream.readAnswer(body, names.size()));
  }

  /** Has the receiver set disk space aside. One that is too old for that need not. */
  void reserve(long bytes) throws IOException {
    Question question = Question.json(new Reservation(bytes));
    try {
      var _ =
          retries.run(
              number ->
                  http.call("POST", Routes.reservation(id), question, (response, body) -> true));
    } catch (ProblemException e) {
      if (e.problem().code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** A bundle to send. */
  @FunctionalInterface
  interface Bundle {
    /** Makes what is sent at an attempt, the first being 1. */
    Body body(int attempt) throws IOException;
  }

  /**
   * The body of a request.
   *
   * @param measured whether the receiver shall tell how fast it came in
   * @param content writes it
   */
  record Body(boolean measured, Content content) {}

  /** Writes the body of a request. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Sends a bundle. Goes on for as long as one attempt in a few brings some of it across.
   *
   * @param arrived how many of its objects are known to have arrived
   */
  BundleResult sendBundle(LongSupplier arrived, Bundle bundle) throws IOException {
    return retries.run(
        arrived,
        number -> {
          Body body = bundle.body(number);
          return http.call(
              "POST",
              Routes.objects(id) + (body.measured() ? "?" + Routes.MEASURE : ""),
              request ->
                  request.setEntity(
                      new EntityTemplate(UNKNOWN_LENGTH, BINARY, null, body.content()::write)),
              (response, answer) -> Json.read(answer, BundleResult.class));
        });
  }

  /** Writes bytes of a large object. */
  @FunctionalInterface
  interface Piece {
    void write(long offset, long length, OutputStream out) throws IOException;
  }

  /** Asks how many bytes of a large object have arrived. */
  long arrived(SourceObject object) throws IOException {
    return retries.run(number -> offset(object));
  }

  /**
   * Sends the rest of a large object; asks before each attempt where the rest begins. Goes on for
   * as long as one attempt in a few brings some of it across.
   *
   * @param known where the rest begins, if that has been asked already
   */
  void sendLarge(SourceObject object, Optional<Long> known, Piece piece) throws IOException {
    AtomicLong arrived = new AtomicLong(known.orElse(0L));
    var _ =
        retries.run(
            arrived::get,
            number -> {
              arrived.set(number == 1 && known.isPresent() ? known.get() : offset(object));
              do { // also if all has arrived: with the end of it the receiver checks the whole
                arrived.set(sendPiece(object, arrived.get(), piece));
              } while (arrived.get() < object.length());
              return arrived.get();
            });
  }

  private long offset(SourceObject object) throws IOException {
    return http.call(
        "HEAD",
        Routes.object(id, object.name()),
        request ->
            request
                .setHeader(Routes.UPLOAD_FORM, ContentForms.word(object.content().form()))
                .setHeader(Routes.UPLOAD_LENGTH, Long.toString(object.length())),
        (response, body) -> offset(response, object));
  }

  /**
   * Sends as much as fits into one request, which is not all that is left: a receiver that refuses
   * before it has read everything is often heard only when everything is sent.
   */
  private long sendPiece(SourceObject object, long offset, Piece piece) throws IOException {
    long length = Math.min(object.length() - offset, Math.max(LEAST_PIECE, limits.bundle()));
    return http.call(
        "PATCH",
        Routes.object(id, object.name()),
        request ->
            request
                .setHeader(Routes.UPLOAD_FORM, ContentForms.word(object.content().form()))
                .setHeader(Routes.UPLOAD_LENGTH, Long.toString(object.length()))
                .setHeader(Routes.UPLOAD_OFFSET, Long.toString(offset))
                .setEntity(
                    new EntityTemplate(
                        length, BINARY, null, out -> piece.write(offset, length, out))),
        (response, body) -> offsetAfter(offset + length, response, object));
  }

  private static long offset(ClassicHttpResponse response, SourceObject object)
      throws MalformedException {
    var field = response.getFirstHeader(Routes.UPLOAD_OFFSET);
    if (field == null || !field.getValue().matches("[0-9]{1,18}")) {
      throw new MalformedException("the answer has no " + Routes.UPLOAD_OFFSET);
    }
    long offset = Long.parseLong(field.getValue());
    if (offset > object.length()) {
      throw new MalformedException(
          "it has %d bytes of object %s, which has %d"
              .formatted(offset, object.name(), object.length()));
    }
    return offset;
  }

  private static long offsetAfter(long sent, ClassicHttpResponse response, SourceObject object)
      throws MalformedException {
    long offset = offset(response, object);
    if (offset < sent) {
      throw new MalformedException(
          "it took only %d bytes of object %s, of which %d were sent"
              .formatted(offset, object.name(), sent));
    }
    return offset;
  }

  Published publish(Publish request) throws IOException {
    Question question = Question.json(request);
    return retries.run(
        number ->
            http.call(
                "POST",
                Routes.publish(id),
                question,
                (response, body) -> Json.read(body, Published.class)));
  }

  /**
   * Lets the receiver forget the push, with what has arrived for it or, once it is published, with
   * the answer that is kept in case it was lost. Tried once, and quickly: the receiver forgets it
   * by itself some time.
   *
   * @throws IOException if the receiver may still know it
   */
  void discard() throws IOException {
    try {
      http.callQuickly("DELETE", Routes.push(id));
    } catch (ProblemException e) {
      if (e.problem().code() != ErrorCode.UNKNOWN_PUSH) {
        throw e;
      }
    }
  }
}
