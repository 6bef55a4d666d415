// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Takes the path of a request apart, as it stands in the request line.
 *
 * <p>Percent-encoding is undone once, after the split at the slashes, and must yield well-formed
 * UTF-8. A component that could mean more than a name in a directory is refused: an empty one, one
 * that begins with a dot (nothing that is served does), one with a slash, a backslash or a control
 * character.
 */
final class PathComponents {
  private PathComponents() {}

  /** The decoded components; empty if one of them is refused. */
  static Optional<List<String>> parse(String path) {
    List<String> components = new ArrayList<>();
    for (String encoded : path.split("/", -1)) {
      Optional<String> component = decode(encoded).filter(PathComponents::isName);
      if (component.isEmpty()) {
        return Optional.empty();
      }
      components.add(component.get());
    }
    return Optional.of(List.copyOf(components));
  }

  private static Optional<String> decode(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        if (i + 2 >= encoded.length() || !isHex(encoded, i + 1) || !isHex(encoded, i + 2)) {
          return Optional.empty();
        }
        bytes.put((byte) HexFormat.fromHexDigits(encoded, i + 1, i + 3));
        i += 2;
      } else if (c > ' ' && c < 0x7f) {
        bytes.put((byte) c);
      } else {
        return Optional.empty();
      }
    }
    try {
      // A new decoder reports what is malformed; the constructors of String replace it.
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static boolean isHex(String text, int index) {
    return HexFormat.isHexDigit(text.charAt(index));
  }

  private static boolean isName(String component) {
    return !component.isEmpty()
        && component.charAt(0) != '.'
        && component.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }
}
