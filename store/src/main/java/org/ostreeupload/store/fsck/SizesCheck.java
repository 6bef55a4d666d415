// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.fsck;

import java.io.IOException;
import java.util.Optional;
import org.ostreeupload.store.ChecksumSet;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.fsck.ClosureWalk.Holes;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.Commit;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Compares the sizes that a commit lists for its objects with these. Source: docs/DESIGN.md,
 * "Checking a repository".
 *
 * <p>An entry that several commits have is looked at once. Memory: about 45 bytes for each entry.
 * Not thread-safe.
 */
final class SizesCheck {
  private static final String KEY = "ostree.sizes";

  private final Repository repository;
  private final Damage damage;
  private final ChecksumSet right = new ChecksumSet();

  SizesCheck(Repository repository, Damage damage) {
    this.repository = repository;
    this.damage = damage;
  }

  /** An entry: an object, its size in an archive, and its size when it is unpacked. */
  private record Entry(ObjectName name, long archived, long unpacked) {}

  /**
   * What is wrong with the sizes of a commit; empty if nothing is, or it has none.
   *
   * @param holes whether objects of the commit may be missing
   */
  Optional<String> flaw(Commit commit, Holes holes) throws IOException {
    Optional<Variant> list = commit.metadata().lookup(KEY);
    if (list.isEmpty()) {
      return Optional.empty();
    }
    if (!list.get().type().signature().equals("aay")) {
      return Optional.of("its type is " + list.get().type() + ", not aay");
    }
    long wrong = 0;
    String first = "";
    for (int i = 0, n = list.get().size(); i < n; i++) {
      String flaw = flaw(list.get().child(i).toBytes(), holes);
      if (!flaw.isEmpty()) {
        wrong++;
        first = first.isEmpty() ? flaw : first;
      }
    }
    String others = wrong > 1 ? " (and " + (wrong - 1) + " more)" : "";
    return wrong == 0 ? Optional.empty() : Optional.of(first + others);
  }

  private String flaw(byte[] bytes, Holes holes) throws IOException {
    Checksum whole = Checksum.ofBytes(bytes);
    if (right.contains(whole)) {
      return "";
    }
    try {
      Entry entry = parse(bytes);
      String flaw = damage.isBad(entry.name) ? "" : flaw(entry);
      if (flaw.isEmpty()) {
        right.add(whole);
      }
      return flaw;
    } catch (MalformedException e) {
      return "an entry is malformed: " + e.rule();
    } catch (ObjectException e) {
      return holes == Holes.ARE_ALLOWED ? "" : e.object() + " is not there";
    }
  }

  private static Entry parse(byte[] bytes) throws MalformedException {
    if (bytes.length < Checksum.SIZE) {
      throw new MalformedException("it has " + bytes.length + " bytes");
    }
    VarInts numbers = new VarInts(bytes, Checksum.SIZE);
    long archived = numbers.next();
    long unpacked = numbers.next();
    // Commits of old have no type, and list content objects only.
    int type = numbers.isAtEnd() ? ObjectType.FILE.id() : numbers.nextByte();
    if (!numbers.isAtEnd()) {
      throw new MalformedException("something follows the type");
    }
    Optional<ObjectType> known = ObjectType.ofId(type);
    if (known.isEmpty()) {
      throw new MalformedException("there is no type " + type);
    }
    return new Entry(new ObjectName(Checksum.read(bytes, 0), known.get()), archived, unpacked);
  }

  private String flaw(Entry entry) throws IOException {
    StoredSizes found = StoredSizes.of(repository, entry.name);
    if (!found.isUnpacked(entry.unpacked)) {
      return entry.name + " has " + found.unpacked() + " bytes, not " + entry.unpacked;
    }
    if (found.archived().isPresent() && found.archived().getAsLong() != entry.archived) {
      return entry.name
          + " is kept in "
          + found.archived().getAsLong()
          + " bytes, not "
          + entry.archived;
    }
    return "";
  }
}
