// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.ostreeupload.store.gvariant.VariantType.align;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A read-only view of one GVariant value in normal form.
 *
 * <p>Immutable as long as nobody writes to the array that it was parsed from; safe for many
 * threads. A method asked for the wrong kind of value throws {@link IllegalStateException}: check
 * {@link #type()} first where the type is not fixed by the format. Source: docs/DESIGN.md,
 * "GVariant".
 */
public final class Variant {
  private static final VariantType STRING = VariantType.of("s");

  private final VariantType type;
  private final byte[] data;
  private final int from;
  private final int to;

  private Variant(VariantType type, byte[] data, int from, int to) {
    this.type = type;
    this.data = data;
    this.from = from;
    this.to = to;
  }

  /**
   * Checks that bytes are the normal form of a value of this type and returns a view of them. The
   * array is kept, not copied.
   *
   * @throws MalformedException if they are not; nothing is allocated in proportion to lengths that
   *     the bytes claim
   */
  public static Variant parse(VariantType type, byte[] data) throws MalformedException {
    NormalForm.check(type, data);
    return new Variant(type, data, 0, data.length);
  }

  /** The type of the value. */
  public VariantType type() {
    return type;
  }

  /** How many bytes the value takes. */
  public int byteSize() {
    return to - from;
  }

  /** How many children a container has: elements, members, or the one inside a variant. */
  public int size() {
    return switch (type.kind()) {
      case TUPLE, DICT_ENTRY -> type.members().size();
      case VARIANT -> 1;
      case MAYBE -> from == to ? 0 : 1;
      case ARRAY -> {
        if (from == to) {
          yield 0;
        }
        VariantType element = type.element();
        yield element.isFixed()
            ? (to - from) / element.fixedSize()
            : (to - from - arrayBody()) / width();
      }
      default -> 0;
    };
  }

  /**
   * The child at an index. Constant time in arrays.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Variant child(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("no child " + index + " in a value of type " + type);
    }
    return switch (type.kind()) {
      case TUPLE, DICT_ENTRY -> member(index);
      case VARIANT -> boxed();
      case MAYBE -> view(type.element(), from, type.element().isFixed() ? to : to - 1);
      case ARRAY -> element(index);
      default -> throw wrongKind("a container");
    };
  }

  private Variant view(VariantType childType, int start, int end) {
    return new Variant(childType, data, start, end);
  }

  private Variant boxed() {
    int nul = NormalForm.lastNul(data, from, to);
    String signature = new String(data, nul + 1, to - nul - 1, StandardCharsets.US_ASCII);
    VariantType childType = signature.equals("s") ? STRING : VariantType.of(signature);
    return view(childType, from, nul);
  }

  private int width() {
    return Framing.width(to - from);
  }

  private int offset(int at) {
    return (int) Framing.offset(data, at, width());
  }

  private int arrayBody() {
    return offset(to - width());
  }

  private Variant element(int index) {
    VariantType element = type.element();
    if (element.isFixed()) {
      int start = from + index * element.fixedSize();
      return view(element, start, start + element.fixedSize());
    }
    int table = from + arrayBody();
    int previous = index == 0 ? 0 : offset(table + (index - 1) * width());
    return view(
        element,
        from + align(previous, element.alignment()),
        from + offset(table + index * width()));
  }

  private Variant member(int index) {
    int body = to - from - type.offsets() * width();
    int last = type.members().size() - 1;
    int stored = 0;
    int end = 0;
    for (int i = 0; ; i++) {
      VariantType member = type.members().get(i);
      int start = align(end, member.alignment());
      if (member.isFixed()) {
        end = start + member.fixedSize();
      } else if (i == last) {
        end = body;
      } else {
        stored++;
        end = offset(to - stored * width());
      }
      if (i == index) {
        return view(member, from + start, from + end);
      }
    }
  }

  /** The value of a {@code b}. */
  public boolean asBoolean() {
    require(VariantType.Kind.BOOLEAN);
    return data[from] != 0;
  }

  /** The bits of an integer or double of 1, 2, 4 or 8 bytes, read as little-endian, unsigned. */
  public long asLittleEndian() {
    requireNumber();
    return Framing.offset(data, from, to - from);
  }

  /** The bits of an integer of 1, 2, 4 or 8 bytes, read as big-endian, unsigned. */
  public long asBigEndian() {
    requireNumber();
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 8 | data[i] & 0xff;
    }
    return value;
  }

  /** The text of an {@code s}, {@code o} or {@code g}. */
  public String asString() {
    switch (type.kind()) {
      case STRING, OBJECT_PATH, SIGNATURE -> {
        return new String(data, from, to - 1 - from, StandardCharsets.UTF_8);
      }
      default -> throw wrongKind("a string");
    }
  }

  /** A copy of the serialized bytes of the value; the content of an {@code ay}. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(data, from, to);
  }

  /** The value of a key of a dictionary with string keys, such as {@code a{sv}}, unboxed. */
  public Optional<Variant> lookup(String key) {
    require(VariantType.Kind.ARRAY);
    for (int i = 0, n = size(); i < n; i++) {
      Variant entry = child(i);
      if (entry.child(0).asString().equals(key)) {
        Variant value = entry.child(1);
        return Optional.of(value.type.kind() == VariantType.Kind.VARIANT ? value.child(0) : value);
      }
    }
    return Optional.empty();
  }

  private void require(VariantType.Kind kind) {
    if (type.kind() != kind) {
      throw wrongKind(kind.toString());
    }
  }

  private void requireNumber() {
    if (!type.isFixed() || !type.members().isEmpty()) {
      throw wrongKind("a number");
    }
  }

  private IllegalStateException wrongKind(String wanted) {
    return new IllegalStateException("a value of type " + type + " is not " + wanted);
  }
}
