// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.util.stream.Collectors.joining;

import java.util.Set;
import java.util.stream.Stream;

/** Something that a token may let its owner do. */
public enum Permission {
  /** Publish commits to the refs of the entry. */
  PUSH("push");

  /**
   * What an entry grants that lists no permissions. Kept apart from the list of all permissions, so
   * that one added later is granted by nobody's silence.
   */
  public static final Set<Permission> DEFAULT = Set.of(PUSH);

  private final String word;

  Permission(String word) {
    this.word = word;
  }

  /**
   * Reads the word that stands for a permission in a token file.
   *
   * @throws IllegalArgumentException if there is none of that name; the message names it, if it
   *     looks like a word at all
   */
  public static Permission parse(String word) {
    return Stream.of(values())
        .filter(permission -> permission.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(word)));
  }

  /** The word that stands for this permission in a token file. */
  public String word() {
    return word;
  }

  private static String unknown(String word) {
    String known = Stream.of(values()).map(Permission::word).collect(joining(", "));
    String shown = word.matches("[A-Za-z0-9:._-]{1,40}") ? " '" + word + "'" : "";
    return "unknown permission" + shown + "; known: " + known;
  }
}
