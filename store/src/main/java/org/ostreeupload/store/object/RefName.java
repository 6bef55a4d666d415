// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.object;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.gvariant.Utf8;

/**
 * The name of a ref, such as {@code os/stable/x86_64}: components of letters, digits, {@code - . _}
 * joined by slashes, none of which begins with {@code -} or {@code .}.
 *
 * <p>Ordered by unsigned UTF-8 bytes. Never the form of a checksum, so that a name cannot be
 * mistaken for a commit. Source: docs/DESIGN.md, "Refs".
 *
 * @param value the text
 */
public record RefName(String value) implements Comparable<RefName> {
  /** The greatest length in bytes of UTF-8; file systems allow no longer path. */
  public static final int MAX_SIZE = 4000;

  private static final int MAX_COMPONENT = 255;
  private static final Pattern COMPONENT = Pattern.compile("[\\p{L}\\p{N}_][-._\\p{L}\\p{N}]*+");

  /** Makes a name of text that is known to be valid. */
  public RefName {
    String flaw = flaw(value);
    if (!flaw.isEmpty()) {
      throw new IllegalArgumentException("invalid ref name: " + flaw);
    }
  }

  /**
   * Parses a ref name.
   *
   * @throws MalformedException naming what is wrong with it
   */
  public static RefName parse(String text) throws MalformedException {
    String flaw = flaw(text);
    if (!flaw.isEmpty()) {
      throw new MalformedException("invalid ref name '" + printable(text) + "': " + flaw);
    }
    return new RefName(text);
  }

  /** Says whether text can be one component of a ref name. */
  public static boolean isComponent(String text) {
    return COMPONENT.matcher(text).matches()
        && text.getBytes(StandardCharsets.UTF_8).length <= MAX_COMPONENT;
  }

  private static String flaw(String text) {
    if (text.isEmpty()) {
      return "it is empty";
    }
    if (text.length() > MAX_SIZE || text.getBytes(StandardCharsets.UTF_8).length > MAX_SIZE) {
      return "it is longer than " + MAX_SIZE + " bytes";
    }
    if (Checksum.isChecksum(text)) {
      return "it has the form of a commit checksum";
    }
    for (String component : text.split("/", -1)) {
      if (component.isEmpty()) {
        return "it has an empty component";
      }
      if (!isComponent(component)) {
        return "'"
            + printable(component)
            + "' is no component: use letters, digits, '_', '-' and '.', and begin with none of"
            + " the last two";
      }
    }
    return "";
  }

  private static String printable(String text) {
    String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return shown.replaceAll("\\p{C}", "?");
  }

  @Override
  public int compareTo(RefName other) {
    return Utf8.ORDER.compare(value, other.value);
  }

  /** The text. */
  @Override
  public String toString() {
    return value;
  }
}
