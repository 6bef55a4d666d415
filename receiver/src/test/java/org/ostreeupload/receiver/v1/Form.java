// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A {@code multipart/form-data} body, written as Go's library writes it. */
final class Form {
  static final String BOUNDARY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab";
  static final String MEDIA_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  /** Something to read, once it is wanted. */
  @FunctionalInterface
  private interface Piece {
    InputStream open() throws IOException;
  }

  private final List<Piece> pieces = new ArrayList<>();

  /** Adds what the client sends for an object. */
  Form object(ObjectFile object) throws IOException {
    return fileHeader(object.name())
        .piece(() -> Files.newInputStream(object.path()))
        .field("checksum", object.checksum());
  }

  /** Adds an object with its checksum, whatever they are. */
  Form object(String name, byte[] bytes, String checksum) {
    return file(name, bytes).field("checksum", checksum);
  }

  Form file(String name, byte[] bytes) {
    return fileHeader(name).piece(() -> new ByteArrayInputStream(bytes));
  }

  private Form fileHeader(String name) {
    return part(
        "form-data; name=\"file\"; filename=\""
            + name
            + "\"\r\n"
            + "Content-Type: application/octet-stream");
  }

  Form field(String name, String value) {
    return part("form-data; name=\"" + name + "\"").text(value);
  }

  private Form part(String disposition) {
    String begin = pieces.isEmpty() ? "--" : "\r\n--";
    return text(begin + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n\r\n");
  }

  Form text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return piece(() -> new ByteArrayInputStream(bytes));
  }

  private Form piece(Piece piece) {
    pieces.add(piece);
    return this;
  }

  /** The whole body. */
  InputStream end() throws IOException {
    text("\r\n--" + BOUNDARY + "--\r\n");
    return withoutEnd();
  }

  /** The body without its end. */
  InputStream withoutEnd() throws IOException {
    List<InputStream> streams = new ArrayList<>();
    for (Piece piece : pieces) {
      streams.add(piece.open());
    }
    return new SequenceInputStream(Collections.enumeration(streams));
  }
}
