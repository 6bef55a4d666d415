// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;

/**
 * The places that pushes have while they are open: so many of them, of so many refs. One token gets
 * a part of both only, so that it keeps no other out. Thread-safe.
 */
final class Places {
  static final int MAX_OPEN = 1_000;
  static final int MAX_REFS = 200_000;

  /** How many tokens can have all that one may have at the same time. */
  static final int SHARES = 4;

  private final int maxOpen;
  private final Map<String, PushNote> taken = new HashMap<>(); // by push; guarded by this

  Places(int maxOpen) {
    this.maxOpen = maxOpen;
  }

  /**
   * Takes a place for a push that is to be opened.
   *
   * @throws ProblemException if its token, or all of them, have too many
   */
  synchronized void take(String push, PushNote note) throws ProblemException {
    List<PushNote> ofToken =
        taken.values().stream().filter(other -> other.token().equals(note.token())).toList();
    requireRoom(
        ofToken, note, SHARES, ": that is the share of token '" + note.token() + "', try later");
    requireRoom(taken.values(), note, 1, "");
    keep(push, note);
  }

  private void requireRoom(Collection<PushNote> others, PushNote note, int shares, String remark)
      throws ProblemException {
    int refs = others.stream().mapToInt(other -> other.refs().size()).sum();
    if (others.size() >= maxOpen / shares || refs + note.refs().size() > MAX_REFS / shares) {
      throw new ProblemException(
          ErrorCode.BUSY,
          others.size() + " pushes are open already, of " + refs + " refs" + remark);
    }
  }

  /** Takes a place for a push that was open before this program started. */
  synchronized void keep(String push, PushNote note) {
    taken.put(push, note);
  }

  /** Gives the place of a push back, if it has one. */
  synchronized void giveBack(String push) {
    taken.remove(push);
  }
}
