// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes a dirtree with its entries in the order given. */
final class Dirtree {

  private final List<byte[]> files = new ArrayList<>();
  private final List<byte[]> directories = new ArrayList<>();

  Dirtree file(String name, String checksum) {
    return file(name.getBytes(UTF_8), HexFormat.of().parseHex(checksum));
  }

  Dirtree file(byte[] name, byte[] checksum) {
    files.add(new Tuple().variable(1, Gvariant.string(name)).variable(1, checksum).toBytes());
    return this;
  }

  Dirtree directory(String name, String tree, String meta) {
    return directory(name, HexFormat.of().parseHex(tree), HexFormat.of().parseHex(meta));
  }

  Dirtree directory(String name, byte[] tree, byte[] meta) {
    directories.add(
        new Tuple()
            .variable(1, Gvariant.string(name))
            .variable(1, tree)
            .variable(1, meta)
            .toBytes());
    return this;
  }

  byte[] toBytes() {
    return new Tuple()
        .variable(1, Gvariant.array(1, files))
        .variable(1, Gvariant.array(1, directories))
        .toBytes();
  }
}
