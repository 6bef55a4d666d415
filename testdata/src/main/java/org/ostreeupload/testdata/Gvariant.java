// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the few kinds of GVariant that objects are made of.
 *
 * <p>Written apart from the product's codec on purpose, and just able enough to write what is
 * wrong: nothing is checked, sorted or made canonical.
 */
final class Gvariant {

  private Gvariant() {}

  /** A string: its UTF-8 bytes and a NUL. */
  static byte[] string(String text) {
    return string(text.getBytes(UTF_8));
  }

  static byte[] string(byte[] text) {
    return new Bytes().add(text).add(0).toBytes();
  }

  /** An array whose elements have variable size and start at multiples of {@code alignment}. */
  static byte[] array(int alignment, List<byte[]> elements) {
    Bytes body = new Bytes();
    List<Integer> ends = new ArrayList<>();
    for (byte[] element : elements) {
      body.pad(alignment).add(element);
      ends.add(body.size());
    }
    return framed(body, ends);
  }

  /** A variant holding {@code child} of the type {@code type}. */
  static byte[] variant(String type, byte[] child) {
    return new Bytes().add(child).add(0).add(type.getBytes(UTF_8)).toBytes();
  }

  /** An entry {@code {sv}} of a metadata dictionary. */
  static byte[] entry(String key, byte[] variant) {
    return new Tuple().variable(1, string(key)).variable(8, variant).toBytes();
  }

  /** {@code body} followed by {@code offsets}, little-endian, as wide as the whole asks for. */
  static byte[] framed(Bytes body, List<Integer> offsets) {
    int width = 1;
    while (width < 4 && body.size() + width * offsets.size() >= 1 << (8 * width)) {
      width *= 2;
    }
    for (int offset : offsets) {
      for (int i = 0; i < width; i++) {
        body.add(offset >>> (8 * i));
      }
    }
    return body.toBytes();
  }
}
