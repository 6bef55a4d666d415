// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer to a request, as it came over the wire.
 *
 * @param status the status
 * @param fields the header fields, by name in lower case
 * @param body the bytes after the header, one character each
 */
record Answer(int status, Map<String, String> fields, String body) {
  private static final String END_OF_HEADER = "\r\n\r\n";

  static Answer parse(String text) {
    int end = text.indexOf(END_OF_HEADER);
    if (end < 0) {
      throw new AssertionError("no answer: '" + text + "'");
    }
    List<String> lines = List.of(text.substring(0, end).split("\r\n", -1));
    Map<String, String> fields = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(lines.getFirst().split(" ", -1)[1]);
    return new Answer(status, fields, text.substring(end + END_OF_HEADER.length()));
  }

  /** A header field; empty if it is not there. */
  String field(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
