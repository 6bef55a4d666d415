// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

import java.util.List;
import java.util.Random;

/** Makes types and values of every kind from a seeded generator. */
final class RandomVariants {
  private static final List<String> BASIC =
      List.of("b", "y", "n", "q", "i", "u", "x", "t", "h", "d", "s", "o", "g");
  private static final List<String> STRINGS =
      List.of("", "a", "ünï", "日本", "😀", "x".repeat(300), "line\nbreak", "\u007f\u0001");
  private static final List<String> PATHS = List.of("/", "/a", "/a_1/B2/c");
  private static final List<String> SIGNATURES = List.of("", "s", "a{sv}", "(ii)u", "a(say)");

  private final Random random;

  RandomVariants(Random random) {
    this.random = random;
  }

  VariantType type() {
    return VariantType.of(signature(0));
  }

  private String signature(int depth) {
    if (depth > 4) {
      return pick(BASIC);
    }
    return switch (random.nextInt(12)) {
      case 0, 1 -> "a" + signature(depth + 1);
      case 2 -> "m" + signature(depth + 1);
      case 3, 4 -> "(" + signatures(depth) + ")";
      case 5 -> "{" + pick(BASIC) + signature(depth + 1) + "}";
      case 6 -> "v";
      default -> pick(BASIC);
    };
  }

  private String signatures(int depth) {
    StringBuilder members = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      members.append(signature(depth + 1));
    }
    return members.toString();
  }

  byte[] value(VariantType type) {
    VariantWriter writer = new VariantWriter(type);
    write(writer, type, 0);
    return writer.toBytes();
  }

  private void write(VariantWriter writer, VariantType type, int depth) {
    switch (type.kind()) {
      case BOOLEAN -> writer.bool(random.nextBoolean());
      case BYTE, INT16, UINT16, INT32, UINT32, INT64, UINT64, HANDLE, DOUBLE ->
          writer.littleEndian(random.nextLong());
      case STRING -> writer.string(pick(STRINGS));
      case OBJECT_PATH -> writer.string(pick(PATHS));
      case SIGNATURE -> writer.string(pick(SIGNATURES));
      case VARIANT -> {
        VariantType content = VariantType.of(depth > 4 ? pick(BASIC) : signature(depth));
        writer.openVariant(content);
        write(writer, content, depth + 1);
        writer.close();
      }
      case ARRAY -> container(writer, type.element(), random.nextInt(depth > 2 ? 3 : 12), depth);
      case MAYBE -> container(writer, type.element(), random.nextInt(2), depth);
      case TUPLE, DICT_ENTRY -> {
        writer.open();
        type.members().forEach(member -> write(writer, member, depth + 1));
        writer.close();
      }
    }
  }

  private void container(VariantWriter writer, VariantType element, int count, int depth) {
    writer.open();
    for (int i = 0; i < count; i++) {
      write(writer, element, depth + 1);
    }
    writer.close();
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
