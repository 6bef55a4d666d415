// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.message.OpenPush.Wish;

/**
 * What is noted of a push beside what it has sent, so that it outlives the daemon.
 *
 * @param token the id of the token that opened it
 * @param refs what it wants
 */
record PushNote(
    @JsonProperty(required = true) String token, @JsonProperty(required = true) List<Wish> refs) {
  PushNote {
    refs = List.copyOf(refs);
  }

  String toLine() {
    return new String(Json.write(this), StandardCharsets.UTF_8);
  }

  static PushNote parse(String line) throws IOException {
    return Json.read(
        new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), PushNote.class);
  }
}
