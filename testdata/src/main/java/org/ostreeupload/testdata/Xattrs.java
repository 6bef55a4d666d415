// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Writes a list of extended attributes, {@code a(ayay)}, in the order given. */
final class Xattrs {

  static final byte[] NONE = {};

  private final List<byte[]> pairs = new ArrayList<>();

  /** Adds an attribute; a proper {@code name} ends with NUL. */
  Xattrs with(String name, String value) {
    pairs.add(
        new Tuple().variable(1, name.getBytes(UTF_8)).variable(1, value.getBytes(UTF_8)).toBytes());
    return this;
  }

  byte[] toBytes() {
    return Gvariant.array(1, pairs);
  }
}
