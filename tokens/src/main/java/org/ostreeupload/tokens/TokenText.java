// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ostreeupload.tokens.YamlNode.Mapping;
import org.ostreeupload.tokens.YamlNode.Nothing;
import org.ostreeupload.tokens.YamlNode.Scalar;
import org.ostreeupload.tokens.YamlNode.Sequence;

/**
 * The text of a token file: a YAML mapping whose key {@code tokens} holds the entries. Its other
 * keys belong to other parts of the program and are left alone. Immutable.
 *
 * @param path names the file in errors
 * @param text all of it
 */
record TokenText(Path path, String text) {
  /** The key of the list of entries. */
  static final String TOKENS = "tokens";

  /** Reads UTF-8, strictly. */
  static TokenText decode(Path path, byte[] utf8) throws TokenFileException {
    try {
      return new TokenText(path, UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw TokenFileException.of(path, "not UTF-8 text");
    }
  }

  /** The entries. */
  TokenSet tokens() throws TokenFileException {
    return tokens(YamlReader.read(path, text));
  }

  /**
   * The same text with one entry more, every character of the old text kept. What comes out has
   * been read again: it holds the old entries, the new one, and all else as it was.
   */
  TokenText with(TokenEntry entry) throws TokenFileException {
    YamlNode before = YamlReader.read(path, text);
    List<TokenEntry> expected = new ArrayList<>(tokens(before).entries());
    expected.add(entry);

    TokenText longer = new TokenText(path, EntrySplice.insert(text, before, entry));
    try {
      YamlNode after = YamlReader.read(path, longer.text);
      if (longer.tokens(after).entries().equals(expected)
          && otherContent(after).equals(otherContent(before))) {
        return longer;
      }
    } catch (TokenFileException e) {
      throw TokenFileException.of(
          path, "left as it was, for with the new entry it would not be valid: " + e.getMessage());
    }
    throw TokenFileException.of(
        path, "left as it was, for the new entry has no safe place; add a line `tokens:` yourself");
  }

  private TokenSet tokens(YamlNode root) throws TokenFileException {
    return switch (root) {
      case Nothing _ -> new TokenSet(List.of());
      case Mapping mapping -> listed(mapping);
      case Scalar _, Sequence _ ->
          throw problem(root, "the file must be a mapping with a key `tokens`");
    };
  }

  private TokenSet listed(Mapping root) throws TokenFileException {
    return switch (root.values().get(TOKENS)) {
      case null -> new TokenSet(List.of());
      case Nothing _ -> new TokenSet(List.of());
      case Sequence sequence -> entries(sequence.items());
      case Scalar scalar -> throw problem(scalar, "`tokens` must be a list of entries");
      case Mapping mapping ->
          throw problem(mapping, "`tokens` must be a list: start each entry with a hyphen");
    };
  }

  private TokenSet entries(List<YamlNode> nodes) throws TokenFileException {
    if (nodes.size() > TokenSet.MAX_SIZE) {
      throw problem(
          nodes.get(TokenSet.MAX_SIZE), "more than " + TokenSet.MAX_SIZE + " token entries");
    }
    List<TokenEntry> entries = new ArrayList<>();
    Map<Object, Integer> lines = new HashMap<>();
    for (YamlNode node : nodes) {
      TokenEntry entry = EntryReader.read(path, node);
      refuseSecond(lines, node, entry.credential().hash(), "token");
      refuseSecond(lines, node, entry.id(), "id");
      entries.add(entry);
    }
    return new TokenSet(entries);
  }

  private void refuseSecond(Map<Object, Integer> lines, YamlNode node, Object value, String what)
      throws TokenFileException {
    Integer first = lines.putIfAbsent(value, node.span().line());
    if (first != null) {
      throw problem(
          node, "this entry has the " + what + " of the one on line " + first + "; remove one");
    }
  }

  private static Map<String, Object> otherContent(YamlNode root) {
    Map<String, Object> content = new LinkedHashMap<>();
    if (root instanceof Mapping mapping) {
      mapping.values().forEach((key, value) -> content.put(key, value.content()));
    }
    content.remove(TOKENS);
    return content;
  }

  private TokenFileException problem(YamlNode node, String what) {
    return TokenFileException.atLine(path, node.span().line(), what);
  }

  @Override
  public String toString() {
    return "TokenText[" + path + "]"; // the text may hold tokens
  }
}
