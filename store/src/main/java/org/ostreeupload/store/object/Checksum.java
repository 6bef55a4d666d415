// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * A SHA-256 digest, the name of everything in a repository.
 *
 * <p>Immutable, ordered by unsigned bytes. The text form is 64 lower-case hexadecimal characters.
 * Source: docs/DESIGN.md, "Checksums".
 *
 * @param a bytes 0 to 7, big-endian
 * @param b bytes 8 to 15
 * @param c bytes 16 to 23
 * @param d bytes 24 to 31
 */
public record Checksum(long a, long b, long c, long d) implements Comparable<Checksum> {
  /** The size of a checksum in bytes. */
  public static final int SIZE = 32;

  /** The length of a checksum as text. */
  public static final int TEXT_LENGTH = 64;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * Parses the text form.
   *
   * @throws MalformedException if it is not exactly 64 characters of {@code [0-9a-f]}
   */
  public static Checksum parse(String hex) throws MalformedException {
    if (!isChecksum(hex)) {
      throw new MalformedException("a checksum is 64 characters of 0-9 and a-f");
    }
    return new Checksum(part(hex, 0), part(hex, 16), part(hex, 32), part(hex, 48));
  }

  /** Says whether text is the text form of a checksum. */
  public static boolean isChecksum(String text) {
    if (text.length() != TEXT_LENGTH) {
      return false;
    }
    for (int i = 0; i < TEXT_LENGTH; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  private static long part(String hex, int from) {
    return HexFormat.fromHexDigitsToLong(hex, from, from + 16);
  }

  /** Reads the 32 bytes at an offset. */
  public static Checksum read(byte[] bytes, int offset) {
    return new Checksum(
        (long) LONG.get(bytes, offset),
        (long) LONG.get(bytes, offset + 8),
        (long) LONG.get(bytes, offset + 16),
        (long) LONG.get(bytes, offset + 24));
  }

  /** Reads the result of a SHA-256 digest, which is reset. */
  public static Checksum of(MessageDigest sha256) {
    return read(sha256.digest(), 0);
  }

  /** Computes the checksum of bytes. */
  public static Checksum ofBytes(byte[] bytes) {
    MessageDigest digest = newDigest();
    digest.update(bytes);
    return of(digest);
  }

  /** Makes a new SHA-256 digest. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Writes the 32 bytes at an offset. */
  public void write(byte[] bytes, int offset) {
    LONG.set(bytes, offset, a);
    LONG.set(bytes, offset + 8, b);
    LONG.set(bytes, offset + 16, c);
    LONG.set(bytes, offset + 24, d);
  }

  /** The 32 bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[SIZE];
    write(bytes, 0);
    return bytes;
  }

  @Override
  public int compareTo(Checksum other) {
    int order = Long.compareUnsigned(a, other.a);
    order = order != 0 ? order : Long.compareUnsigned(b, other.b);
    order = order != 0 ? order : Long.compareUnsigned(c, other.c);
    return order != 0 ? order : Long.compareUnsigned(d, other.d);
  }

  // What a record has by itself is put together when it is first used, which takes its time.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Checksum it && a == it.a && b == it.b && c == it.c && d == it.d;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a);
  }

  /** The text form. */
  @Override
  public String toString() {
    byte[] text = new byte[TEXT_LENGTH];
    writeText(a, text, 0);
    writeText(b, text, 16);
    writeText(c, text, 32);
    writeText(d, text, 48);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void writeText(long part, byte[] text, int from) {
    for (int i = 0; i < 16; i++) {
      text[from + i] = DIGITS[(int) (part >>> (60 - 4 * i)) & 0xf];
    }
  }

  /** The first ten characters of the text form, for people. */
  public String abbreviated() {
    return HexFormat.of().toHexDigits(a).substring(0, 10);
  }
}
