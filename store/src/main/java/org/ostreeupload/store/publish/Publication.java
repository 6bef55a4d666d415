// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.util.List;
import org.ostreeupload.store.object.ObjectName;

/**
 * The end of an attempt to publish. One that was {@link Refused} or {@link Incomplete} has changed
 * nothing that readers see. One that ended with an exception instead may have: objects are there,
 * and detached metadata of commits that were published before is replaced, ahead of the refs.
 */
public sealed interface Publication {
  /** All refs are where they were wanted; durable, and told in the summary. */
  record Done(List<RefResult> results) implements Publication {
    /** Makes a result. */
    public Done {
      results = List.copyOf(results);
    }
  }

  /** At least one ref may not move, so none did. */
  record Refused(List<RefResult> results) implements Publication {
    /** Makes a result. */
    public Refused {
      results = List.copyOf(results);
    }
  }

  /**
   * Objects that the commits reach are missing, so nothing moved.
   *
   * @param missing some or all of them, at most {@link ClosureCheck#MAX_REPORTED}
   */
  record Incomplete(List<ObjectName> missing) implements Publication {
    /** Makes a result. */
    public Incomplete {
      missing = List.copyOf(missing);
    }
  }
}
