// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.ostreeupload.protocol.ContentForms;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.OpenPush;
import org.ostreeupload.protocol.message.OpenedPush;
import org.ostreeupload.protocol.message.Publish;
import org.ostreeupload.protocol.message.Published;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;

/** The receiver, a method for each of its requests. Thread-safe. */
final class ReceiverClient {
  private static final int UNKNOWN_LENGTH = -1;
  private static final ContentType BINARY = ContentType.create(Routes.BINARY);

  private final HttpCaller http;

  ReceiverClient(HttpCaller http) {
    this.http = http;
  }

  /** Writes the body of a request; called again if the request is made again. */
  @FunctionalInterface
  interface Body {
    void write(OutputStream out) throws IOException;
  }

  OpenedPush open(OpenPush request) throws IOException {
    return postJson(Routes.PUSHES, request, OpenedPush.class);
  }

  BitSet missing(String push, List<ObjectName> names) throws IOException {
    byte[] question = NameStream.write(names);
    return http.call(
        "POST",
        Routes.missing(push),
        request -> request.setEntity(new ByteArrayEntity(question, BINARY)),
        (response, body) -> NameStream.readAnswer(body, names.size()));
  }

  BundleResult sendBundle(String push, Body bundle) throws IOException {
    return http.call(
        "POST",
        Routes.objects(push),
        request ->
            request.setEntity(new EntityTemplate(UNKNOWN_LENGTH, BINARY, null, bundle::write)),
        (response, body) -> Json.read(body, BundleResult.class));
  }

  /** Asks how many bytes of a large object have arrived. */
  long offset(String push, SourceObject object) throws IOException {
    return http.call(
        "HEAD",
        Routes.object(push, object.name()),
        request ->
            request
                .setHeader(Routes.UPLOAD_FORM, ContentForms.word(object.content().form()))
                .setHeader(Routes.UPLOAD_LENGTH, Long.toString(object.length())),
        (response, body) -> offset(response));
  }

  /** Writes what follows an offset of a large object. */
  @FunctionalInterface
  interface Piece {
    void write(long offset, OutputStream out) throws IOException;
  }

  /**
   * Sends the rest of a large object; asks before each attempt where the rest begins. Goes on for
   * as long as one attempt in a few brings some of it across.
   */
  void sendLarge(String push, SourceObject object, Piece piece) throws IOException {
    AtomicLong arrived = new AtomicLong();
    http.call(
        "PATCH",
        Routes.object(push, object.name()),
        request -> {
          long offset = offset(push, object);
          arrived.set(offset);
          request
              .setHeader(Routes.UPLOAD_FORM, ContentForms.word(object.content().form()))
              .setHeader(Routes.UPLOAD_LENGTH, Long.toString(object.length()))
              .setHeader(Routes.UPLOAD_OFFSET, Long.toString(offset))
              .setEntity(
                  new EntityTemplate(
                      object.length() - offset, BINARY, null, out -> piece.write(offset, out)));
        },
        arrived::get,
        (response, body) -> offset(response));
  }

  private static long offset(ClassicHttpResponse response) throws IOException {
    var field = response.getFirstHeader(Routes.UPLOAD_OFFSET);
    if (field == null || !field.getValue().matches("[0-9]{1,18}")) {
      throw new MalformedException("the receiver's answer has no " + Routes.UPLOAD_OFFSET);
    }
    return Long.parseLong(field.getValue());
  }

  Published publish(String push, Publish request) throws IOException {
    return postJson(Routes.publish(push), request, Published.class);
  }

  void discard(String push) throws IOException {
    http.call("DELETE", Routes.push(push), request -> {}, (response, body) -> body.read());
  }

  private <T> T postJson(String path, Object message, Class<T> answer) throws IOException {
    byte[] bytes = Json.write(message);
    return http.call(
        "POST",
        path,
        request -> request.setEntity(new ByteArrayEntity(bytes, ContentType.APPLICATION_JSON)),
        (response, body) -> readJson(body, answer));
  }

  private static <T> T readJson(InputStream body, Class<T> type) throws IOException {
    return Json.read(body, type);
  }
}
