// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes a commit. Later calls replace earlier ones, but metadata is added in the order given. */
final class Commit {

  private final List<byte[]> metadata = new ArrayList<>();
  private byte[] parent = {};
  private byte[] subject = Gvariant.string("");
  private byte[] body = Gvariant.string("");
  private long timestamp;
  private byte[] tree;
  private byte[] meta;

  Commit(String tree, String meta) {
    this.tree = HexFormat.of().parseHex(tree);
    this.meta = HexFormat.of().parseHex(meta);
  }

  Commit metadata(String key, byte[] variant) {
    metadata.add(Gvariant.entry(key, variant));
    return this;
  }

  Commit metadata(String key, String value) {
    return metadata(key, Gvariant.variant("s", Gvariant.string(value)));
  }

  Commit refBinding(String... refs) {
    List<byte[]> strings = new ArrayList<>();
    for (String ref : refs) {
      strings.add(Gvariant.string(ref));
    }
    return metadata("ostree.ref-binding", Gvariant.variant("as", Gvariant.array(1, strings)));
  }

  Commit parent(byte[] checksum) {
    parent = checksum;
    return this;
  }

  Commit subject(String text) {
    return subject(Gvariant.string(text));
  }

  Commit subject(byte[] serialized) {
    subject = serialized;
    return this;
  }

  Commit body(String text) {
    body = Gvariant.string(text);
    return this;
  }

  Commit timestamp(long seconds) {
    timestamp = seconds;
    return this;
  }

  Commit tree(byte[] checksum) {
    tree = checksum;
    return this;
  }

  Commit meta(byte[] checksum) {
    meta = checksum;
    return this;
  }

  byte[] toBytes() {
    return new Tuple()
        .variable(8, Gvariant.array(8, metadata))
        .variable(1, parent)
        .variable(1, new byte[0])
        .variable(1, subject)
        .variable(1, body)
        .fixed(8, Bytes.bigEndian(timestamp))
        .variable(1, tree)
        .variable(1, meta)
        .toBytes();
  }
}
