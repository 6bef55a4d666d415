// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.tokens.TokenEntry;

/** Looks at the refs that a push wants to move, before it is opened. */
public final class WantedRefs {
  private WantedRefs() {}

  /**
   * Requires that there are some, not too many, each once, and that the token may move them.
   *
   * @throws ProblemException if not
   */
  public static void require(List<Wish> refs, TokenEntry token, Limits limits)
      throws ProblemException {
    if (refs.isEmpty()) {
      throw new ProblemException(ErrorCode.MALFORMED, "a push names at least one ref");
    }
    if (refs.size() > limits.refs()) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE, "a push moves at most " + limits.refs() + " refs");
    }
    Set<RefName> names = new LinkedHashSet<>();
    for (Wish wish : refs) {
      if (!names.add(wish.ref())) {
        throw new ProblemException(ErrorCode.MALFORMED, "ref '" + wish.ref() + "' is named twice");
      }
    }
    requireCovered(names, token);
  }

  /** Requires that the token may move all of these. */
  static void requireCovered(Set<RefName> refs, TokenEntry token) throws ProblemException {
    for (RefName ref : refs) {
      if (!token.mayPush(ref.value())) {
        throw new ProblemException(
            ErrorCode.FORBIDDEN, "token '" + token.id() + "' may not push to '" + ref + "'");
      }
    }
  }
}
