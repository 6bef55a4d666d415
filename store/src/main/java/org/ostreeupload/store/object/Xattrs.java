// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Variant;
import org.ostreeupload.store.gvariant.VariantType;
import org.ostreeupload.store.gvariant.VariantWriter;

/**
 * Extended attributes, {@code a(ayay)}: names that end in NUL and values, sorted by unsigned bytes
 * of the name, each name once.
 *
 * <p>Immutable. Source: docs/DESIGN.md, "Extended attributes".
 */
public final class Xattrs {
  /** The serialized type. */
  public static final VariantType TYPE = VariantType.of("a(ayay)");

  /** No attributes. */
  public static final Xattrs NONE = new Xattrs(List.of());

  private final List<Xattr> list;

  private Xattrs(List<Xattr> list) {
    this.list = list;
  }

  /**
   * Sorts attributes.
   *
   * @throws MalformedException if two have one name
   */
  public static Xattrs of(List<Xattr> attributes) throws MalformedException {
    List<Xattr> sorted = attributes.stream().sorted().toList();
    requireAscending(sorted);
    return new Xattrs(sorted);
  }

  /** Parses the serialized form on its own. */
  public static Xattrs parse(byte[] bytes) throws MalformedException {
    return of(Variant.parse(TYPE, bytes));
  }

  /**
   * Reads attributes from a value in normal form.
   *
   * @throws MalformedException if a name is empty, has no final NUL or one inside, or if names are
   *     not strictly ascending
   */
  static Xattrs of(Variant variant) throws MalformedException {
    int count = variant.size();
    if (count == 0) {
      return NONE;
    }
    Xattr[] attributes = new Xattr[count];
    for (int i = 0; i < count; i++) {
      Variant pair = variant.child(i);
      attributes[i] = Xattr.ofStored(pair.child(0).toBytes(), pair.child(1).toBytes());
    }
    List<Xattr> list = List.of(attributes);
    requireAscending(list);
    return new Xattrs(list);
  }

  private static void requireAscending(List<Xattr> list) throws MalformedException {
    boolean ascending =
        IntStream.range(1, list.size()).allMatch(i -> list.get(i - 1).compareTo(list.get(i)) < 0);
    if (!ascending) {
      throw new MalformedException("extended attributes are not sorted by name, each once");
    }
  }

  /** The attributes in order. */
  public List<Xattr> list() {
    return list;
  }

  /** The serialized form. */
  public byte[] toBytes() {
    VariantWriter writer = new VariantWriter(TYPE);
    write(writer);
    return writer.toBytes();
  }

  void write(VariantWriter writer) {
    writer.open();
    for (Xattr attribute : list) {
      writer.open().bytes(attribute.name).bytes(attribute.value).close();
    }
    writer.close();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Xattrs xattrs && xattrs.list.equals(list);
  }

  @Override
  public int hashCode() {
    return list.hashCode();
  }

  /** One extended attribute. Immutable, ordered by name. */
  public static final class Xattr implements Comparable<Xattr> {
    private static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    private final byte[] name;
    private final byte[] value;

    private Xattr(byte[] name, byte[] value) {
      this.name = name;
      this.value = value;
    }

    /**
     * Makes an attribute from a name without NUL, as the system calls give it, and a value.
     *
     * @throws MalformedException if the name is empty or has a NUL
     */
    public static Xattr of(byte[] name, byte[] value) throws MalformedException {
      return ofStored(Arrays.copyOf(name, name.length + 1), value.clone());
    }

    private static Xattr ofStored(byte[] name, byte[] value) throws MalformedException {
      int last = name.length - 1;
      boolean valid = last > 0 && name[last] == 0;
      for (int i = 0; valid && i < last; i++) {
        valid = name[i] != 0;
      }
      if (!valid) {
        throw new MalformedException("the name of an extended attribute is not text and a NUL");
      }
      return new Xattr(name, value);
    }

    @Override
    public int compareTo(Xattr other) {
      return ORDER.compare(name, other.name);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Xattr xattr
          && Arrays.equals(xattr.name, name)
          && Arrays.equals(xattr.value, value);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(name) + Arrays.hashCode(value);
    }
  }
}
