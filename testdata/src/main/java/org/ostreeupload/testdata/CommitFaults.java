// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ostreeupload.testdata.Draft.BRANCH;

import java.io.IOException;
import java.util.Arrays;

/** Writes commits with one fault each. Their names are true, except where that is it. */
final class CommitFaults {

  private static final int OVERSIZED = 10 * 1024 * 1024 + 1;

  private CommitFaults() {}

  static String wrongName(Draft draft) throws IOException {
    String checksum = Sha256.hex("another commit".getBytes(UTF_8));
    draft.put(checksum, "commit", bound(draft).toBytes());
    return publish(draft, checksum);
  }

  static String noBytes(Draft draft) throws IOException {
    return publish(draft, new byte[0]);
  }

  static String trailingByte(Draft draft) throws IOException {
    return publish(draft, Bytes.join(bound(draft).toBytes(), new byte[1]));
  }

  /** A byte between the end of the body and the time, which begins at a multiple of eight. */
  static String paddingNotZero(Draft draft) throws IOException {
    byte[] commit = bound(draft).body("x").toBytes();
    byte[] longer = bound(draft).body("xy").toBytes();
    if (commit.length != longer.length) {
      throw new AssertionError("No padding behind the body");
    }
    int terminator = Arrays.mismatch(commit, longer);
    commit[terminator + 1] = 1;
    return publish(draft, commit);
  }

  static String treeChecksumLength(Draft draft, int length) throws IOException {
    return publish(draft, bound(draft).tree(new byte[length]).toBytes());
  }

  static String metaChecksumLength(Draft draft, int length) throws IOException {
    return publish(draft, bound(draft).meta(new byte[length]).toBytes());
  }

  static String parentLength(Draft draft, int length) throws IOException {
    return publish(draft, bound(draft).parent(new byte[length]).toBytes());
  }

  static String metadata(Draft draft, String key, byte[] variant) throws IOException {
    return publish(draft, bound(draft).metadata(key, variant).toBytes());
  }

  /** A byte within another variant, and so on, {@code depth} variants in all. */
  static String nestedVariants(Draft draft, int depth) throws IOException {
    Bytes nested = new Bytes().add(Gvariant.variant("y", new byte[1]));
    for (int i = 1; i < depth; i++) {
      nested.add(0).add('v');
    }
    return metadata(draft, "nested", nested.toBytes());
  }

  /** An empty array of arrays of arrays, and so on. */
  static String nestedType(Draft draft, int depth) throws IOException {
    return metadata(draft, "nested", Gvariant.variant("a".repeat(depth) + "y", new byte[0]));
  }

  static String subjectNotUtf8(Draft draft) throws IOException {
    byte[] subject = Gvariant.string(new byte[] {'s', (byte) 0xc3, (byte) 0x28});
    return publish(draft, bound(draft).subject(subject).toBytes());
  }

  static String oversized(Draft draft) throws IOException {
    return publish(draft, bound(draft).body("b".repeat(OVERSIZED)).toBytes());
  }

  static String missing(Draft draft) throws IOException {
    return publish(draft, Sha256.hex("nowhere".getBytes(UTF_8)));
  }

  static String boundToRef(Draft draft, String ref) throws IOException {
    return publish(draft, draft.soundCommit().refBinding(ref).toBytes());
  }

  static String boundToCollection(Draft draft, String collection) throws IOException {
    draft.config("collection-id=" + Draft.COLLECTION + "\n");
    return publish(draft, bound(draft).metadata("ostree.collection-binding", collection).toBytes());
  }

  private static Commit bound(Draft draft) throws IOException {
    return draft.soundCommit().refBinding(BRANCH);
  }

  private static String publish(Draft draft, byte[] commit) throws IOException {
    return draft.publishCommit(commit) + ".commit";
  }

  private static String publish(Draft draft, String checksum) throws IOException {
    return draft.publishCommit(checksum) + ".commit";
  }
}
