// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;

/**
 * A commit, read. Its bytes are not kept here: a commit is stored and pushed as it came and never
 * serialized again.
 *
 * <p>Immutable. Source: docs/DESIGN.md, "Commits".
 */
public final class Commit {
  /** The type of metadata, of commits and of what is detached from them. */
  public static final VariantType METADATA = VariantType.of("a{sv}");

  private static final VariantType TYPE = VariantType.of("(a{sv}aya(say)sstayay)");
  private static final String REF_BINDING = "ostree.ref-binding";
  private static final String COLLECTION_BINDING = "ostree.collection-binding";

  private final Variant variant;
  private final Optional<Checksum> parent;
  private final Checksum tree;
  private final Checksum meta;

  private Commit(Variant variant) throws MalformedException {
    this.variant = variant;
    Variant parentBytes = variant.child(1);
    this.parent =
        parentBytes.byteSize() == 0
            ? Optional.empty()
            : Optional.of(DirTree.requireChecksum(parentBytes, "commit's parent"));
    this.tree = DirTree.requireChecksum(variant.child(6), "commit's root dirtree");
    this.meta = DirTree.requireChecksum(variant.child(7), "commit's root dirmeta");
    requireKeys(variant.child(0));
  }

  /**
   * Parses the object's bytes, which the commit keeps and the caller must not change.
   *
   * @throws MalformedException if they are not in normal form, a checksum has a wrong length or a
   *     metadata key is empty
   */
  public static Commit parse(byte[] bytes) throws MalformedException {
    return new Commit(Variant.parse(TYPE, bytes));
  }

  /**
   * Checks the bytes of detached metadata, which may be empty.
   *
   * @throws MalformedException if they are no dictionary in normal form
   */
  public static Variant parseDetached(byte[] bytes) throws MalformedException {
    return Variant.parse(METADATA, bytes);
  }

  private static void requireKeys(Variant metadata) throws MalformedException {
    for (int i = 0, n = metadata.size(); i < n; i++) {
      if (metadata.child(i).child(0).asString().isEmpty()) {
        throw new MalformedException("commit has metadata with an empty key");
      }
    }
  }

  /** Serializes a new commit; the metadata must be of type {@link #METADATA}. */
  public static byte[] serialize(
      Variant metadata,
      Optional<Checksum> parent,
      String subject,
      String body,
      long timestamp,
      Checksum tree,
      Checksum meta) {
    return new VariantWriter(TYPE)
        .open()
        .copy(metadata)
        .bytes(parent.map(Checksum::toBytes).orElseGet(() -> new byte[0]))
        .open()
        .close()
        .string(subject)
        .string(body)
        .bigEndian(timestamp)
        .bytes(tree.toBytes())
        .bytes(meta.toBytes())
        .close()
        .toBytes();
  }

  /** The commit before this one, if there is one; it need not be in the repository. */
  public Optional<Checksum> parent() {
    return parent;
  }

  /** The dirtree of the root directory. */
  public Checksum tree() {
    return tree;
  }

  /** The dirmeta of the root directory. */
  public Checksum meta() {
    return meta;
  }

  /** The metadata, a dictionary {@code a{sv}}. */
  public Variant metadata() {
    return variant.child(0);
  }

  /** The first line of the message. */
  public String subject() {
    return variant.child(3).asString();
  }

  /** The message below its first line. */
  public String body() {
    return variant.child(4).asString();
  }

  /** When the commit was made, in seconds since 1970, unsigned. */
  public long timestamp() {
    return variant.child(5).asBigEndian();
  }

  /** The version that the commit says it is. */
  public Optional<String> version() {
    return text("version");
  }

  /** The refs that the commit is bound to; empty if it says nothing readable about that. */
  public Optional<List<String>> refBinding() {
    return metadata()
        .lookup(REF_BINDING)
        .filter(value -> value.type().signature().equals("as"))
        .map(
            value -> {
              List<String> refs = new ArrayList<>();
              for (int i = 0; i < value.size(); i++) {
                refs.add(value.child(i).asString());
              }
              return refs;
            });
  }

  /** The collection that the commit is bound to. */
  public Optional<String> collectionBinding() {
    return text(COLLECTION_BINDING);
  }

  private Optional<String> text(String key) {
    return metadata()
        .lookup(key)
        .filter(value -> value.type().signature().equals("s"))
        .map(Variant::asString);
  }
}
