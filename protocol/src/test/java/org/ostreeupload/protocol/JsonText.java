// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.ostreeupload.store.gvariant.MalformedException;

/** JSON as the tests write it. */
final class JsonText {
  static final String SUM = "0123456789abcdef".repeat(4);

  private static final String LIMITS =
      "{\"refs\":1,\"namesPerQuestion\":1,\"bundledObject\":1,\"bundle\":1}";

  private JsonText() {}

  /** Quotes are written as apostrophes here; S stands for a checksum, L for limits. */
  static byte[] json(String text) {
    return text.replace("'S'", "'" + SUM + "'")
        .replace("'L'", LIMITS)
        .replace('\'', '"')
        .getBytes(StandardCharsets.UTF_8);
  }

  static void assertMalformed(byte[] json, Class<?> type) {
    assertThatThrownBy(() -> Json.read(json, type))
        .isInstanceOf(MalformedException.class)
        .message()
        .isNotBlank();
  }
}
