// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.protocol.message.Publish.Move;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/**
 * Opens a push.
 *
 * @param refs how the branches shall move, by their names
 * @param objects what the client has for it, sent or not
 */
record QueueRequest(
    @JsonProperty(required = true) @JsonSetter(contentNulls = Nulls.FAIL) Map<String, Heads> refs,
    @JsonProperty(required = true) AnnouncedObjects objects) {
  QueueRequest {
    refs = Map.copyOf(refs);
  }

  /**
   * Both ends of a move.
   *
   * @param server the commit that the branch points to; empty if there is no such branch
   * @param client the commit that it shall point to
   */
  record Heads(
      @JsonProperty(required = true) String server,
      @JsonProperty(required = true) Checksum client) {}

  /** The moves, in the order of their names. */
  List<Move> moves() throws MalformedException {
    List<Move> moves = new ArrayList<>();
    for (Map.Entry<String, Heads> entry : refs.entrySet()) {
      Heads heads = entry.getValue();
      Optional<Checksum> server =
          heads.server.isEmpty() ? Optional.empty() : Optional.of(Checksum.parse(heads.server));
      moves.add(new Move(RefName.parse(entry.getKey()), server, heads.client));
    }
    moves.sort((a, b) -> a.ref().compareTo(b.ref()));
    return moves;
  }
}
