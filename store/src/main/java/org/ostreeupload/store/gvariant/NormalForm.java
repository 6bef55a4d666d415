// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import static org.ostreeupload.store.gvariant.VariantType.MAX_DEPTH;
import static org.ostreeupload.store.gvariant.VariantType.align;

import java.nio.charset.StandardCharsets;

/**
 * Decides whether bytes are exactly what a writer of a value would have written.
 *
 * <p>It accepts what "parse, serialize again, compare" accepts, in place and without building
 * anything, so that hostile bytes cost no more memory than they take themselves. Each container is
 * walked in the order in which it was written; every offset, padding byte and table must be where
 * that walk expects it.
 */
final class NormalForm {
  private final byte[] data;

  private NormalForm(byte[] data) {
    this.data = data;
  }

  static void check(VariantType type, byte[] data) throws MalformedException {
    new NormalForm(data).check(type, 0, data.length, 0);
  }

  private void check(VariantType type, int from, int to, int depth) throws MalformedException {
    if (depth >= MAX_DEPTH) {
      throw new MalformedException("value nests deeper than " + MAX_DEPTH, from);
    }
    if (type.isFixed() && to - from != type.fixedSize()) {
      throw new MalformedException("a value of type " + type + " has a wrong size", from);
    }
    switch (type.kind()) {
      case BYTE, INT16, UINT16, INT32, UINT32, INT64, UINT64, HANDLE, DOUBLE -> {}
      case BOOLEAN -> require(data[from] == 0 || data[from] == 1, "boolean not 0 or 1", from);
      case STRING -> text(from, to);
      case OBJECT_PATH -> {
        text(from, to);
        require(isObjectPath(ascii(from, to - 1)), "invalid object path", from);
      }
      case SIGNATURE -> {
        text(from, to);
        require(VariantType.isSignatureValue(ascii(from, to - 1)), "invalid signature", from);
      }
      case VARIANT -> variant(from, to, depth);
      case MAYBE -> maybe(type.element(), from, to, depth);
      case ARRAY -> {
        if (type.element().isFixed()) {
          fixedArray(type.element(), from, to, depth);
        } else {
          array(type.element(), from, to, depth);
        }
      }
      case TUPLE, DICT_ENTRY -> tuple(type, from, to, depth);
    }
  }

  private String ascii(int from, int to) {
    return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private void text(int from, int to) throws MalformedException {
    require(to > from && data[to - 1] == 0, "string without its final NUL", from);
    for (int i = from; i < to - 1; i++) {
      require(data[i] != 0, "NUL inside a string", i);
    }
    require(Utf8.isValid(data, from, to - 1), "string is not valid UTF-8", from);
  }

  private static boolean isObjectPath(String path) {
    if (path.equals("/")) {
      return true;
    }
    boolean afterSlash = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/' ? afterSlash : i == 0 || !isPathCharacter(c)) {
        return false;
      }
      afterSlash = c == '/';
    }
    return !path.isEmpty() && !afterSlash;
  }

  private static boolean isPathCharacter(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private void variant(int from, int to, int depth) throws MalformedException {
    int nul = lastNul(data, from, to);
    require(nul >= from, "variant without a type", from);
    for (int i = nul + 1; i < to; i++) {
      require(data[i] > 0, "type string is not ASCII", i);
    }
    require(to - nul - 1 <= VariantType.MAX_SIGNATURE, "type string is too long", from);
    VariantType type = VariantType.parse(ascii(nul + 1, to));
    require(type.depth() < MAX_DEPTH - depth, "value nests deeper than " + MAX_DEPTH, from);
    check(type, from, nul, depth + 1);
  }

  static int lastNul(byte[] data, int from, int to) {
    int at = to - 1;
    while (at >= from && data[at] != 0) {
      at--;
    }
    return at;
  }

  private void maybe(VariantType element, int from, int to, int depth) throws MalformedException {
    if (from == to) {
      return;
    }
    if (element.isFixed()) {
      check(element, from, to, depth + 1);
    } else {
      require(data[to - 1] == 0, "maybe without its final zero", to - 1);
      check(element, from, to - 1, depth + 1);
    }
  }

  private void fixedArray(VariantType element, int from, int to, int depth)
      throws MalformedException {
    int size = element.fixedSize();
    require((to - from) % size == 0, "array size is no multiple of its element's", from);
    if (!element.acceptsAnyBytes()) {
      for (int at = from; at < to; at += size) {
        check(element, at, at + size, depth + 1);
      }
    }
  }

  private void array(VariantType element, int from, int to, int depth) throws MalformedException {
    int size = to - from;
    if (size == 0) {
      return;
    }
    int width = Framing.width(size);
    int body = offset(to - width, width, size);
    int table = size - body;
    require(table > 0 && table % width == 0, "array with a broken offset table", from);
    int count = table / width;
    require(Framing.widthFor(body, count) == width, "offsets wider than needed", from);
    int position = 0;
    for (int i = 0; i < count; i++) {
      int start = padding(from, position, element.alignment(), body);
      int end = offset(from + body + i * width, width, body);
      require(start <= end, "array offsets decrease", from + start);
      check(element, from + start, from + end, depth + 1);
      position = end;
    }
    require(position == body, "unused bytes in an array", from + position);
  }

  private void tuple(VariantType type, int from, int to, int depth) throws MalformedException {
    int size = to - from;
    int width = Framing.width(size);
    int table = type.offsets() * width;
    require(table <= size, "tuple smaller than its offsets", from);
    int body = size - table;
    require(
        type.offsets() == 0 || Framing.widthFor(body, type.offsets()) == width,
        "offsets wider than needed",
        from);
    int position = 0;
    int stored = 0;
    int last = type.members().size() - 1;
    for (int i = 0; i <= last; i++) {
      VariantType member = type.members().get(i);
      int start = padding(from, position, member.alignment(), body);
      int end = body;
      if (member.isFixed()) {
        end = start + member.fixedSize();
      } else if (i < last) {
        stored++;
        end = offset(to - stored * width, width, body);
      }
      require(start <= end && end <= body, "tuple member out of bounds", from + start);
      check(member, from + start, from + end, depth + 1);
      position = end;
    }
    if (type.isFixed()) {
      for (int i = position; i < body; i++) {
        require(data[from + i] == 0, "padding is not zero", from + i);
      }
    } else {
      require(position == body, "unused bytes in a tuple", from + position);
    }
  }

  /** Checks the zero bytes up to the next aligned position of a container, and returns that. */
  private int padding(int from, int position, int alignment, int body) throws MalformedException {
    int start = align(position, alignment);
    require(start <= body, "member out of bounds", from + position);
    for (int i = position; i < start; i++) {
      require(data[from + i] == 0, "padding is not zero", from + i);
    }
    return start;
  }

  private int offset(int at, int width, int limit) throws MalformedException {
    long value = Framing.offset(data, at, width);
    require(value >= 0 && value <= limit, "framing offset out of bounds", at);
    return (int) value;
  }

  private static void require(boolean condition, String rule, int offset)
      throws MalformedException {
    if (!condition) {
      throw new MalformedException("not in normal form: " + rule, offset);
    }
  }
}
