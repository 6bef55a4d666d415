// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.util.regex.Pattern;

/**
 * A pattern over ref names: {@code ?} is any one character but the slash, {@code *} any number of
 * them, {@code **} any number of any characters; all else is itself. Names are those of branches,
 * without {@code refs/heads/}. Immutable.
 *
 * @param glob the pattern as written, 1 to 256 letters, digits and {@code . _ - / * ?}
 */
public record RefPattern(String glob) {
  private static final Pattern SYNTAX = Pattern.compile("[\\p{L}\\p{M}\\p{N}._/*?-]{1,256}");

  /**
   * Checks the syntax.
   *
   * @throws IllegalArgumentException if the text is not a ref pattern
   */
  public RefPattern {
    if (!SYNTAX.matcher(glob).matches()) {
      throw new IllegalArgumentException(
          "a ref pattern is 1 to 256 letters, digits and . _ - / with * ** ? as wildcards");
    }
  }

  /**
   * Whether the pattern covers the whole name. The time taken is bounded by the product of both
   * lengths, whatever they hold.
   */
  public boolean matches(String name) {
    // After each step, reached[n] tells whether the pattern so far can cover the first n
    // characters.
    boolean[] reached = new boolean[name.length() + 1];
    reached[0] = true;
    for (int i = 0; i < glob.length(); i++) {
      if (glob.startsWith("**", i)) {
        stretch(reached, name, true);
        i++;
      } else if (glob.charAt(i) == '*') {
        stretch(reached, name, false);
      } else {
        step(reached, name, glob.charAt(i));
      }
    }
    return reached[name.length()];
  }

  private static void stretch(boolean[] reached, String name, boolean overSlashes) {
    for (int n = 1; n < reached.length; n++) {
      reached[n] |= reached[n - 1] && (overSlashes || name.charAt(n - 1) != '/');
    }
  }

  private static void step(boolean[] reached, String name, char wanted) {
    for (int n = reached.length - 1; n > 0; n--) {
      char found = name.charAt(n - 1);
      reached[n] = reached[n - 1] && (wanted == '?' ? found != '/' : found == wanted);
    }
    reached[0] = false;
  }

  @Override
  public String toString() {
    return glob;
  }
}
