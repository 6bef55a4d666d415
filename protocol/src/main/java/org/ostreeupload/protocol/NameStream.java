// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;

/**
 * Questions about many objects: names of 33 bytes (type, checksum) one behind the other, answered
 * by a bit each, in order, the first in the lowest bit of the first byte. Source: docs/PROTOCOL.md,
 * "Which objects are missing".
 */
public final class NameStream {
  /** The size of a name in bytes. */
  public static final int NAME_SIZE = 1 + Checksum.SIZE;

  private NameStream() {}

  /** Writes names. */
  public static byte[] write(List<ObjectName> names) {
    byte[] bytes = new byte[Math.multiplyExact(names.size(), NAME_SIZE)];
    int at = 0;
    for (ObjectName name : names) {
      bytes[at] = (byte) name.type().id();
      name.checksum().write(bytes, at + 1);
      at += NAME_SIZE;
    }
    return bytes;
  }

  /**
   * Reads names up to the end of a stream.
   *
   * @throws MalformedException if there are more than {@code limit}, or something is no name
   */
  public static List<ObjectName> read(InputStream in, int limit) throws IOException {
    List<ObjectName> names = new ArrayList<>();
    byte[] bytes = new byte[NAME_SIZE];
    while (true) {
      int count = in.readNBytes(bytes, 0, NAME_SIZE);
      if (count == 0) {
        return names;
      }
      if (count < NAME_SIZE) {
        throw new MalformedException("names end inside a name");
      }
      if (names.size() == limit) {
        throw new MalformedException("more than " + limit + " names in one question");
      }
      Optional<ObjectType> type = ObjectType.ofId(bytes[0]);
      if (type.isEmpty()) {
        throw new MalformedException("unknown object type " + bytes[0]);
      }
      names.add(new ObjectName(Checksum.read(bytes, 1), type.get()));
    }
  }

  /** Writes an answer: a bit for each of so many names. */
  public static byte[] writeAnswer(BitSet bits, int count) {
    byte[] bytes = new byte[(count + 7) / 8];
    byte[] set = bits.toByteArray();
    System.arraycopy(set, 0, bytes, 0, set.length);
    return bytes;
  }

  /**
   * Reads the answer about so many names.
   *
   * @throws EOFException if it is shorter
   * @throws MalformedException if it tells of more names
   */
  public static BitSet readAnswer(InputStream in, int count) throws IOException {
    int size = (count + 7) / 8;
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the answer about " + count + " objects is cut short");
    }
    BitSet bits = BitSet.valueOf(bytes);
    if (bits.length() > count) {
      throw new MalformedException("the answer tells of more than " + count + " objects");
    }
    return bits;
  }
}
