// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import java.util.ArrayList;
import java.util.List;

/**
 * A complete, definite GVariant type such as {@code a{sv}}: its kind, alignment and fixed size.
 *
 * <p>Immutable. Sizes and alignments are in bytes. Source: docs/DESIGN.md, "GVariant".
 */
public final class VariantType {
  /** The greatest nesting of containers in a type or a value. */
  public static final int MAX_DEPTH = 128;

  /** The greatest length of a type string, in characters. */
  public static final int MAX_SIGNATURE = 4096;

  /** What a type is, by the first character of its signature. */
  public enum Kind {
    BOOLEAN,
    BYTE,
    INT16,
    UINT16,
    INT32,
    UINT32,
    INT64,
    UINT64,
    HANDLE,
    DOUBLE,
    STRING,
    OBJECT_PATH,
    SIGNATURE,
    VARIANT,
    ARRAY,
    MAYBE,
    TUPLE,
    DICT_ENTRY
  }

  private static final String BASIC = "bynqiuxthdsogv";
  private static final VariantType[] BASIC_TYPES = new VariantType[BASIC.length()];

  static {
    Kind[] kinds = {
      Kind.BOOLEAN,
      Kind.BYTE,
      Kind.INT16,
      Kind.UINT16,
      Kind.INT32,
      Kind.UINT32,
      Kind.INT64,
      Kind.UINT64,
      Kind.HANDLE,
      Kind.DOUBLE,
      Kind.STRING,
      Kind.OBJECT_PATH,
      Kind.SIGNATURE,
      Kind.VARIANT
    };
    int[] sizes = {1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 0, 0, 0, 0};
    for (int i = 0; i < kinds.length; i++) {
      int alignment = kinds[i] == Kind.VARIANT ? 8 : Math.max(1, sizes[i]);
      BASIC_TYPES[i] =
          new VariantType(
              BASIC.substring(i, i + 1), kinds[i], alignment, sizes[i], sizes[i], List.of());
    }
  }

  private final String signature;
  private final Kind kind;
  private final int alignment;
  private final int fixedSize;
  private final int bodySize;
  private final int depth;
  private final boolean anyBytes;
  private final List<VariantType> members;
  private final int offsets;

  private VariantType(
      String signature,
      Kind kind,
      int alignment,
      int fixedSize,
      int bodySize,
      List<VariantType> members) {
    this.signature = signature;
    this.kind = kind;
    this.alignment = alignment;
    this.fixedSize = fixedSize;
    this.bodySize = bodySize;
    this.members = members;
    int deepest = 0;
    int variable = 0;
    for (int i = 0; i < members.size(); i++) {
      deepest = Math.max(deepest, members.get(i).depth);
      if (!members.get(i).isFixed() && i < members.size() - 1) {
        variable++;
      }
    }
    this.depth = deepest + 1;
    this.offsets = variable;
    this.anyBytes = members.isEmpty() && fixedSize > 0 && kind != Kind.BOOLEAN && !isTuple();
  }

  /**
   * Parses a type string that is exactly one complete type.
   *
   * @throws MalformedException if it is not, is longer than {@link #MAX_SIGNATURE} or nests deeper
   *     than {@link #MAX_DEPTH}
   */
  public static VariantType parse(String signature) throws MalformedException {
    if (signature.length() > MAX_SIGNATURE) {
      throw new MalformedException("type string longer than " + MAX_SIGNATURE + " characters");
    }
    Parser parser = new Parser(signature);
    VariantType type = parser.next(0);
    if (parser.at != signature.length()) {
      throw new MalformedException("type string has more than one type", parser.at);
    }
    return type;
  }

  /**
   * Returns the type of a string written in the program.
   *
   * @throws IllegalArgumentException if it is no type
   */
  public static VariantType of(String signature) {
    try {
      return parse(signature);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Says whether text is a sequence of complete types, as a value of type {@code g} must be. */
  static boolean isSignatureValue(String text) {
    if (text.length() > MAX_SIGNATURE || text.indexOf('m') >= 0) {
      return false;
    }
    Parser parser = new Parser(text);
    try {
      while (parser.at < text.length()) {
        parser.next(0);
      }
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  /** The type string. */
  public String signature() {
    return signature;
  }

  /** What this type is. */
  public Kind kind() {
    return kind;
  }

  /** The alignment of a value, relative to the start of the outermost container. */
  public int alignment() {
    return alignment;
  }

  /** Says whether every value has the same size. */
  public boolean isFixed() {
    return fixedSize > 0;
  }

  /** The size of every value, or 0 if sizes vary. */
  public int fixedSize() {
    return fixedSize;
  }

  /** The members of a tuple or dict entry, or the one element type of an array or maybe. */
  public List<VariantType> members() {
    return members;
  }

  /** The element type of an array or maybe. */
  public VariantType element() {
    return members.getFirst();
  }

  /** How many levels of types nest in this one; 1 for a basic type. */
  int depth() {
    return depth;
  }

  /** How many framing offsets a tuple of this type stores: one per variable member but the last. */
  int offsets() {
    return offsets;
  }

  /** The bytes that the members of a fixed tuple fill, before its padding. */
  int bodySize() {
    return bodySize;
  }

  /** Says whether any bytes of the fixed size are a value: true for numbers. */
  boolean acceptsAnyBytes() {
    return anyBytes;
  }

  boolean isTuple() {
    return kind == Kind.TUPLE || kind == Kind.DICT_ENTRY;
  }

  @Override
  public String toString() {
    return signature;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VariantType type && type.signature.equals(signature);
  }

  @Override
  public int hashCode() {
    return signature.hashCode();
  }

  static int align(int position, int alignment) {
    return (position + alignment - 1) & -alignment;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    VariantType next(int depth) throws MalformedException {
      if (depth >= MAX_DEPTH) {
        throw new MalformedException("type nests deeper than " + MAX_DEPTH, at);
      }
      if (at == text.length()) {
        throw new MalformedException("type string ends too early", at);
      }
      int start = at;
      char c = text.charAt(at++);
      int basic = BASIC.indexOf(c);
      if (basic >= 0) {
        return BASIC_TYPES[basic];
      }
      return switch (c) {
        case 'a' -> container(start, Kind.ARRAY, List.of(next(depth + 1)));
        case 'm' -> container(start, Kind.MAYBE, List.of(next(depth + 1)));
        case '(' -> tuple(start, Kind.TUPLE, ')', depth);
        case '{' -> dictEntry(start, depth);
        default -> throw new MalformedException("unknown type character", start);
      };
    }

    private VariantType container(int start, Kind kind, List<VariantType> members) {
      return new VariantType(
          text.substring(start, at), kind, members.getFirst().alignment, 0, 0, members);
    }

    private VariantType dictEntry(int start, int depth) throws MalformedException {
      VariantType entry = tuple(start, Kind.DICT_ENTRY, '}', depth);
      if (entry.members.size() != 2 || !isKey(entry.members.getFirst())) {
        throw new MalformedException("dict entry is not a basic key and one value", start);
      }
      return entry;
    }

    private static boolean isKey(VariantType type) {
      return type.members.isEmpty() && type.kind != Kind.VARIANT && !type.isTuple();
    }

    private VariantType tuple(int start, Kind kind, char end, int depth) throws MalformedException {
      List<VariantType> members = new ArrayList<>();
      while (at < text.length() && text.charAt(at) != end) {
        members.add(next(depth + 1));
      }
      if (at == text.length()) {
        throw new MalformedException("tuple type is not closed", start);
      }
      at++;
      int alignment = 1;
      long size = 0;
      boolean fixed = true;
      for (VariantType member : members) {
        alignment = Math.max(alignment, member.alignment);
        size = ((size + member.alignment - 1) & -member.alignment) + member.fixedSize;
        fixed &= member.isFixed();
      }
      if (size > Integer.MAX_VALUE / 2) {
        throw new MalformedException("tuple type is too large", start);
      }
      int body = (int) size;
      int fixedSize = fixed ? Math.max(1, align(body, alignment)) : 0;
      return new VariantType(
          text.substring(start, at), kind, alignment, fixedSize, body, List.copyOf(members));
    }
  }
}
