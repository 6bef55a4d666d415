// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.gvariant;

/** Writes a value anew, child by child, through nothing but the public way to read it. */
final class VariantCopier {
  private VariantCopier() {}

  static byte[] rewrite(Variant value) {
    VariantWriter writer = new VariantWriter(value.type());
    copy(value, writer);
    return writer.toBytes();
  }

  private static void copy(Variant value, VariantWriter writer) {
    switch (value.type().kind()) {
      case BOOLEAN -> writer.bool(value.asBoolean());
      case BYTE, INT16, UINT16, INT32, UINT32 -> writer.bigEndian(value.asBigEndian());
      case INT64, UINT64, HANDLE, DOUBLE -> writer.littleEndian(value.asLittleEndian());
      case STRING, OBJECT_PATH, SIGNATURE -> writer.string(value.asString());
      case VARIANT -> {
        Variant content = value.child(0);
        writer.openVariant(content.type());
        copy(content, writer);
        writer.close();
      }
      case ARRAY, MAYBE, TUPLE, DICT_ENTRY -> {
        writer.open();
        for (int i = 0; i < value.size(); i++) {
          copy(value.child(i), writer);
        }
        writer.close();
      }
    }
  }
}
