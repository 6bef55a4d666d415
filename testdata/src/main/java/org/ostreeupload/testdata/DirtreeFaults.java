// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/** Writes dirtrees with one fault each. Their names are true, except where that is it. */
final class DirtreeFaults {

  private static final int OVERSIZED_ENTRIES = 40_000;

  private DirtreeFaults() {}

  static String wrongName(Draft draft) throws IOException {
    byte[] other = new Dirtree().file("other", draft.file()).toBytes();
    String checksum = Sha256.hex("another tree".getBytes(UTF_8));
    return publish(draft, draft.put(checksum, "dirtree", other));
  }

  static String noBytes(Draft draft) throws IOException {
    return publish(draft, new byte[0]);
  }

  static String trailingByte(Draft draft) throws IOException {
    return publish(draft, Bytes.join(sound(draft), new byte[1]));
  }

  /** The end of the list of files, the last byte, lies behind the object. */
  static String badOffset(Draft draft) throws IOException {
    byte[] tree = sound(draft);
    tree[tree.length - 1] = (byte) 0xf0;
    return publish(draft, tree);
  }

  static String files(Draft draft, String... names) throws IOException {
    Dirtree tree = new Dirtree();
    for (String name : names) {
      tree.file(name, draft.file());
    }
    return publish(draft, tree.toBytes());
  }

  static String directories(Draft draft, String... names) throws IOException {
    Dirtree tree = new Dirtree();
    for (String name : names) {
      tree.directory(name, draft.subtree(), draft.meta());
    }
    return publish(draft, tree.toBytes());
  }

  static String fileAndDirectory(Draft draft) throws IOException {
    Dirtree tree = new Dirtree().file("same", draft.file());
    return publish(draft, tree.directory("same", draft.subtree(), draft.meta()).toBytes());
  }

  static String nameNotUtf8(Draft draft) throws IOException {
    byte[] name = {'n', (byte) 0xff, 'n'};
    return publish(draft, new Dirtree().file(name, checksum(draft.file())).toBytes());
  }

  /** The checksum of a file cut or filled up to {@code length} bytes. */
  static String fileChecksumLength(Draft draft, int length) throws IOException {
    byte[] checksum = Arrays.copyOf(checksum(draft.file()), length);
    return publish(draft, new Dirtree().file("file".getBytes(UTF_8), checksum).toBytes());
  }

  static String directoryChecksumLength(Draft draft, int length) throws IOException {
    byte[] tree = Arrays.copyOf(checksum(draft.subtree()), length);
    byte[] meta = checksum(draft.meta());
    return publish(draft, new Dirtree().directory("directory", tree, meta).toBytes());
  }

  static String dirmetaChecksumLength(Draft draft, int length) throws IOException {
    byte[] tree = checksum(draft.subtree());
    byte[] meta = Arrays.copyOf(checksum(draft.meta()), length);
    return publish(draft, new Dirtree().directory("directory", tree, meta).toBytes());
  }

  /** More than 10 MiB of names, each of 255 bytes. */
  static String oversized(Draft draft) throws IOException {
    Dirtree tree = new Dirtree();
    String filler = "n".repeat(247);
    for (int i = 0; i < OVERSIZED_ENTRIES; i++) {
      tree.file("%08d%s".formatted(i, filler), draft.file());
    }
    return publish(draft, tree.toBytes());
  }

  static String missing(Draft draft) throws IOException {
    return publish(draft, Sha256.hex("nowhere".getBytes(UTF_8)));
  }

  private static byte[] sound(Draft draft) {
    return new Dirtree().file("file", draft.file()).toBytes();
  }

  private static byte[] checksum(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String publish(Draft draft, byte[] tree) throws IOException {
    return publish(draft, draft.put("dirtree", tree));
  }

  private static String publish(Draft draft, String checksum) throws IOException {
    draft.publishDirectory(checksum, draft.meta());
    return checksum + ".dirtree";
  }
}
