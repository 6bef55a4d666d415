// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ostreeupload.tokens.YamlNode.Mapping;
import org.ostreeupload.tokens.YamlNode.Nothing;
import org.ostreeupload.tokens.YamlNode.Scalar;
import org.ostreeupload.tokens.YamlNode.Sequence;

/** Reads one entry of the list of tokens, and refuses what it does not know. */
final class EntryReader {
  private static final List<String> KEYS =
      List.of("id", "hash", "token", "created", "expires", "comment", "refs", "permissions");

  private final Path path;
  private final Mapping mapping;

  private EntryReader(Path path, Mapping mapping) {
    this.path = path;
    this.mapping = mapping;
  }

  /**
   * Reads the entry.
   *
   * @param path names the file in errors
   */
  static TokenEntry read(Path path, YamlNode node) throws TokenFileException {
    if (node instanceof Mapping mapping) {
      return new EntryReader(path, mapping).entry();
    }
    throw problem(path, node, "a token entry must be a mapping with a `hash` and `created`");
  }

  private TokenEntry entry() throws TokenFileException {
    refuseUnknownKeys();
    Credential credential = credential();
    return new TokenEntry(
        value("id", TokenId::new).orElseGet(() -> TokenId.derivedFrom(credential.hash())),
        credential,
        created(credential),
        value("expires", EntryReader::instant).orElse(TokenEntry.NEVER),
        value("comment", TokenEntry::requireComment).orElse(""),
        values("refs", "every branch", RefPattern::new).orElse(List.of()),
        values("permissions", "the default", Permission::parse)
            .map(Set::copyOf)
            .orElse(Permission.DEFAULT));
  }

  private void refuseUnknownKeys() throws TokenFileException {
    for (var keyed : mapping.values().entrySet()) {
      if (!KEYS.contains(keyed.getKey())) {
        throw problem(
            path,
            keyed.getValue(),
            "a token entry has no such key; it has " + String.join(", ", KEYS));
      }
    }
  }

  private Credential credential() throws TokenFileException {
    Optional<TokenHash> hash = value("hash", TokenHash::parse);
    Optional<Token> token = value("token", Token::parse);
    if (hash.isPresent() == token.isPresent()) {
      throw problem(path, mapping, "a token entry needs a `hash` or a `token`, and not both");
    }
    return hash.isPresent() ? hash.get() : token.orElseThrow();
  }

  private Instant created(Credential credential) throws TokenFileException {
    Optional<Instant> created = value("created", EntryReader::instant);
    if (created.isEmpty() && credential instanceof TokenHash) {
      throw problem(path, mapping, "a token entry with a `hash` needs `created`");
    }
    return created.orElse(Instant.EPOCH); // entries written by hand for the old program lack it
  }

  private <T> Optional<T> value(String key, Function<String, T> parse) throws TokenFileException {
    YamlNode node = mapping.values().get(key);
    return node == null ? Optional.empty() : Optional.of(parsed(key, node, parse));
  }

  /** The items of a list, if the key is there; {@code all} is what its absence stands for. */
  private <T> Optional<List<T>> values(String key, String all, Function<String, T> parse)
      throws TokenFileException {
    YamlNode node = mapping.values().get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof Sequence sequence)) {
      throw problem(path, node, "`" + key + "` must be a list; remove the key if there is none");
    }
    if (sequence.items().isEmpty()) { // who wrote it may mean nothing or everything
      throw problem(
          path,
          node,
          "`"
              + key
              + "` is an empty list; remove the key for "
              + all
              + ", or the entry to revoke the token");
    }
    List<T> values = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      values.add(parsed(key, item, parse));
    }
    return Optional.of(values);
  }

  private <T> T parsed(String key, YamlNode node, Function<String, T> parse)
      throws TokenFileException {
    return switch (node) {
      case Scalar scalar -> {
        try {
          yield parse.apply(scalar.text());
        } catch (IllegalArgumentException e) {
          throw problem(path, node, "`" + key + "`: " + e.getMessage());
        }
      }
      case Nothing _ -> throw problem(path, node, "`" + key + "` has no value; remove the key");
      case Sequence _, Mapping _ -> throw problem(path, node, "`" + key + "` must be a text");
    };
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a time looks like 2026-01-31T10:20:30Z", e);
    }
  }

  private static TokenFileException problem(Path path, YamlNode node, String what) {
    return TokenFileException.atLine(path, node.span().line(), what);
  }
}
