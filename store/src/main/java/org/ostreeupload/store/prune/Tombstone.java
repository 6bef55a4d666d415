// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.nio.charset.StandardCharsets;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;
import org.ostreeupload.store.object.Checksum;

/** What a deleted commit leaves behind. Source: docs/DESIGN.md, "Objects". */
final class Tombstone {
  private static final VariantType TYPE = VariantType.of("a{sv}");
  private static final VariantType BYTES = VariantType.of("ay");

  private Tombstone() {}

  /** The bytes of the tombstone of a commit. */
  static byte[] of(Checksum commit) {
    byte[] text = (commit + "\0").getBytes(StandardCharsets.US_ASCII);
    VariantWriter writer = new VariantWriter(TYPE).open();
    writer.open().string("commit").openVariant(BYTES).bytes(text).close().close();
    return writer.close().toBytes();
  }
}
