// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the daemon knows of one token: how to recognize it and what it is good for. Immutable.
 *
 * @param id names the entry; not secret
 * @param credential the hash of the token, or the token itself in a file of an older version
 * @param created when the token was made; {@link Instant#EPOCH} if an old file does not tell
 * @param expires the first instant at which the token is refused; {@link #NEVER} if there is none
 * @param comment a line of at most 200 printable characters for people, or nothing
 * @param refs the refs the token is good for; all, if empty
 * @param permissions what the token is good for; nothing, if empty
 */
public record TokenEntry(
    TokenId id,
    Credential credential,
    Instant created,
    Instant expires,
    String comment,
    List<RefPattern> refs,
    Set<Permission> permissions) {

  /** The expiry of a token that does not expire. */
  public static final Instant NEVER = Instant.MAX;

  // What YAML can print raw, less line breaks and the marks that reorder text on a terminal.
  private static final Pattern PRINTABLE_LINE =
      Pattern.compile(
          "[ -~\\u00A0-\\u2027\\u202F-\\u2065\\u206A-\\uD7FF\\uE000-\\uFEFE\\uFF00-\\uFFFD"
              + "\\x{10000}-\\x{10FFFF}]{0,200}");

  /**
   * Checks the comment and copies the collections.
   *
   * @throws IllegalArgumentException if the comment is too long or not one printable line
   */
  public TokenEntry {
    requireComment(comment);
    refs = List.copyOf(refs);
    permissions = Set.copyOf(permissions);
  }

  /** The entry of a new token: its hash, good for every ref, without end. */
  public static TokenEntry issue(TokenId id, Token token, Instant created) {
    return new TokenEntry(
        id, token.hash(), created.truncatedTo(SECONDS), NEVER, "", List.of(), Permission.DEFAULT);
  }

  /** The same entry, expiring at that instant. */
  public TokenEntry withExpires(Instant instant) {
    return new TokenEntry(id, credential, created, instant, comment, refs, permissions);
  }

  /**
   * The same entry with a comment.
   *
   * @throws IllegalArgumentException if the comment is too long or not one printable line
   */
  public TokenEntry withComment(String text) {
    return new TokenEntry(id, credential, created, expires, text, refs, permissions);
  }

  /** The same entry for these refs only; for all, if the list is empty. */
  public TokenEntry withRefs(List<RefPattern> patterns) {
    return new TokenEntry(id, credential, created, expires, comment, patterns, permissions);
  }

  /** The text itself, if it can be a comment. */
  static String requireComment(String text) {
    if (!PRINTABLE_LINE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a comment is one line of at most 200 printable characters");
    }
    return text;
  }

  /** Whether the token is refused at that instant for its age. */
  public boolean isExpired(Instant now) {
    return !now.isBefore(expires);
  }

  /** Whether the token lets its owner move this branch, named without {@code refs/heads/}. */
  public boolean mayPush(String ref) {
    return permissions.contains(Permission.PUSH)
        && (refs.isEmpty() || refs.stream().anyMatch(pattern -> pattern.matches(ref)));
  }
}
