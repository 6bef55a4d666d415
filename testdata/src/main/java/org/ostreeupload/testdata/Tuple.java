// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.util.ArrayList;
import java.util.List;

/** Writes one GVariant tuple, member by member. Offsets count from its first byte. */
final class Tuple {

  private final Bytes body = new Bytes();
  private final List<Integer> ends = new ArrayList<>();
  private boolean endsVariable;

  /** Adds a member of a type with fixed size. */
  Tuple fixed(int alignment, byte[] member) {
    body.pad(alignment).add(member);
    endsVariable = false;
    return this;
  }

  /** Adds a member of a type with variable size, already serialized. */
  Tuple variable(int alignment, byte[] member) {
    body.pad(alignment).add(member);
    ends.add(body.size());
    endsVariable = true;
    return this;
  }

  /** The tuple. The offsets come last and backwards; the last member needs none. */
  byte[] toBytes() {
    List<Integer> offsets = endsVariable ? ends.subList(0, ends.size() - 1) : ends;
    return Gvariant.framed(body, offsets.reversed());
  }
}
