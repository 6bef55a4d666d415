// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * Reads a {@code multipart/form-data} body part by part, while it comes: {@link #next} for each
 * part, then {@link #read} for its data. What is not read is skipped. Lines end in CR LF, nothing
 * else.
 *
 * <p>Memory: one buffer of 64 KiB. Not thread-safe. Source: RFC 7578, and RFC 2046, section 5.1.
 */
final class MultipartReader {
  /** The greatest size in bytes of the header of a part. */
  static final int MAX_HEADER = 4096;

  private static final String FORM = "multipart/form-data";
  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
  private static final String LINE_END = "\r\n";
  private static final String MARK = "--";
  private static final String DISPOSITION = "content-disposition";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final InputStream in;
  private final byte[] delimiter; // stands before every part and behind the last one
  private final int maxParts;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private int parts;
  private State state = State.IN_DATA; // what stands before the first delimiter is no part's

  private enum State {
    IN_DATA,
    BEHIND_DELIMITER,
    ENDED
  }

  /** Reads parts that are separated by a boundary, so many at most. */
  MultipartReader(InputStream in, String boundary, int maxParts) {
    this.in = in;
    this.delimiter = (LINE_END + MARK + boundary).getBytes(StandardCharsets.US_ASCII);
    this.maxParts = maxParts;
    // The first delimiter lacks its line end where nothing stands before it.
    buffer[0] = '\r';
    buffer[1] = '\n';
    limit = 2;
  }

  /**
   * Finds the boundary in the media type of a body.
   *
   * @throws MalformedException if it is not that of a form, or has no valid boundary
   */
  static String boundary(String mediaType) throws MalformedException {
    HeaderValue value = HeaderValue.parse(mediaType);
    if (!value.value().equals(FORM)) {
      throw new MalformedException("the body must be " + FORM);
    }
    return value
        .parameter("boundary")
        .filter(boundary -> BOUNDARY.matcher(boundary).matches())
        .orElseThrow(() -> new MalformedException(FORM + " needs a boundary"));
  }

  /**
   * Goes to the next part; empty if the last one has been read.
   *
   * @throws EOFException if the body ends before it says so
   * @throws MalformedException if it is not as described in the sources
   */
  Optional<Part> next() throws IOException {
    while (state == State.IN_DATA) {
      var _ = read();
    }
    if (state == State.ENDED) {
      return Optional.empty();
    }
    String mark = behindDelimiter();
    if (mark.equals(MARK)) {
      state = State.ENDED;
      return Optional.empty();
    }
    if (!mark.equals(LINE_END)) {
      throw new MalformedException("something other than a line end stands behind a boundary");
    }
    if (parts == maxParts) {
      throw new MalformedException("more than " + maxParts + " parts");
    }
    parts++;
    Part part = header();
    state = State.IN_DATA;
    return Optional.of(part);
  }

  /**
   * The next bytes of the data, valid until the next call; none at its end.
   *
   * @throws EOFException if the body ends before it says so
   */
  ByteBuffer read() throws IOException {
    while (state == State.IN_DATA) {
      int end = dataEnd();
      if (end > position) {
        ByteBuffer data = ByteBuffer.wrap(buffer, position, end - position);
        position = end;
        return data;
      }
      if (limit - position >= delimiter.length) {
        position += delimiter.length;
        state = State.BEHIND_DELIMITER;
      } else {
        fill();
      }
    }
    return NOTHING;
  }

  /** Where the delimiter begins, or what may be one when more has come. */
  private int dataEnd() {
    int at = position;
    while (at < limit && !mayBeDelimiter(at)) {
      at++;
    }
    return at;
  }

  private boolean mayBeDelimiter(int at) {
    int count = Math.min(delimiter.length, limit - at);
    for (int i = 0; i < count; i++) {
      if (buffer[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads what tells the last delimiter from others, which is as long as a line end. */
  private String behindDelimiter() throws IOException {
    while (limit - position < MARK.length()) {
      fill();
    }
    String mark = new String(buffer, position, MARK.length(), StandardCharsets.ISO_8859_1);
    position += MARK.length();
    return mark;
  }

  private Part header() throws IOException {
    Optional<Part> part = Optional.empty();
    int left = MAX_HEADER;
    for (String line = line(left); !line.isEmpty(); line = line(left)) {
      left -= line.length() + LINE_END.length();
      int colon = line.indexOf(':');
      if (colon <= 0 || CONTROL.matcher(line).find()) {
        throw new MalformedException("a part's header has a line that is no field");
      }
      if (line.substring(0, colon).equalsIgnoreCase(DISPOSITION)) {
        if (part.isPresent()) {
          throw new MalformedException("a part has two dispositions");
        }
        part = Optional.of(part(HeaderValue.parse(line.substring(colon + 1))));
      }
    }
    return part.orElseThrow(() -> new MalformedException("a part has no disposition"));
  }

  private static Part part(HeaderValue disposition) throws MalformedException {
    if (!disposition.value().equals("form-data")) {
      throw new MalformedException("a part is no form-data");
    }
    String name =
        disposition
            .parameter("name")
            .orElseThrow(() -> new MalformedException("a part has no name"));
    return new Part(name, disposition.parameter("filename"));
  }

  /** Reads a line of at most so many bytes, its end included. */
  private String line(int most) throws IOException {
    int length = 0;
    while (true) {
      for (; position + length + 1 < limit; length++) {
        if (length + LINE_END.length() > most) {
          throw new MalformedException("a part's header is longer than " + MAX_HEADER + " bytes");
        }
        int at = position + length;
        if (buffer[at] == '\r' && buffer[at + 1] == '\n') {
          position = at + LINE_END.length();
          return new String(buffer, at - length, length, StandardCharsets.ISO_8859_1);
        }
      }
      fill();
    }
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      throw new EOFException("the request ends too early");
    }
    limit += count;
  }
}
