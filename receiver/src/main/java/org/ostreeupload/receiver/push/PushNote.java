// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.protocol.message.Publish.Move;

/**
 * What is noted of a push beside what it has sent, so that it outlives the daemon.
 *
 * @param token the id of the token that opened it
 * @param refs what it wants
 * @param moves how its refs shall move, if that was said when it was opened; empty if the publish
 *     will say it
 */
public record PushNote(
    @JsonProperty(required = true) String token,
    @JsonProperty(required = true) List<Wish> refs,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<Move> moves) {
  /** Makes a note. */
  public PushNote {
    refs = List.copyOf(refs);
    moves = List.copyOf(moves);
  }

  /** Makes a note of a push whose publish will say how the refs shall move. */
  PushNote(String token, List<Wish> refs) {
    this(token, refs, List.of());
  }

  String toLine() {
    return new String(Json.write(this), StandardCharsets.UTF_8);
  }

  static PushNote parse(String line) throws IOException {
    return Json.read(line.getBytes(StandardCharsets.UTF_8), PushNote.class);
  }
}
