// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.util.List;
import org.ostreeupload.tokens.YamlNode.Mapping;
import org.ostreeupload.tokens.YamlNode.Nothing;
import org.ostreeupload.tokens.YamlNode.Scalar;
import org.ostreeupload.tokens.YamlNode.Sequence;

/**
 * Puts a new entry behind the last one of a token file, in the style of the list that it joins. The
 * rest of the text stays as it is, comments and all, which no rewriting of the YAML could promise.
 * It is for the caller to read the result again: some texts offer no good place.
 */
final class EntrySplice {
  private final String text;
  private final TokenEntry entry;

  private EntrySplice(String text, TokenEntry entry) {
    this.text = text;
    this.entry = entry;
  }

  /** The text of the document, with the entry in it. */
  static String insert(String text, YamlNode document, TokenEntry entry) {
    EntrySplice splice = new EntrySplice(text, entry);
    YamlNode tokens =
        document instanceof Mapping mapping ? mapping.values().get(TokenText.TOKENS) : null;
    return switch (tokens) {
      case null -> splice.newList();
      case Nothing nothing -> splice.firstOfList(nothing);
      case Sequence sequence when splice.isFlow(sequence) -> splice.flowItem(sequence);
      case Sequence sequence -> splice.blockItem(sequence);
      case Scalar _, Mapping _ -> text; // not a token file, as the caller has found
    };
  }

  private String newList() {
    return insertLines(text.length(), TokenText.TOKENS + ":\n" + EntryWriter.block(entry, ""));
  }

  /** The key stands there without a value, or with the word {@code null}, which goes. */
  private String firstOfList(Nothing nothing) {
    String before = text.substring(0, offset(nothing.span().start()));
    String after = text.substring(offset(nothing.span().end()));
    EntrySplice shorter = new EntrySplice(before + after, entry);
    return shorter.insertLines(shorter.lineEnd(before.length()), EntryWriter.block(entry, ""));
  }

  private String flowItem(Sequence sequence) {
    if (sequence.items().isEmpty()) {
      return insert(offset(sequence.span().start()) + 1, "\n  " + EntryWriter.flow(entry));
    }
    int end = offset(sequence.items().getLast().span().end());
    return insert(end, ",\n  " + EntryWriter.flow(entry));
  }

  private String blockItem(Sequence sequence) {
    int start = offset(sequence.span().start());
    String indent = text.substring(text.lastIndexOf('\n', start) + 1, start);
    return insertLines(lineEnd(lastEnd(sequence)), EntryWriter.block(entry, indent));
  }

  /** Where the last visible part of a value ends: the end of a block may be far behind it. */
  private int lastEnd(YamlNode node) {
    return switch (node) {
      case Sequence sequence when !isFlow(sequence) -> lastEnd(sequence.items().getLast());
      case Mapping mapping when !isFlow(mapping) ->
          lastEnd(List.copyOf(mapping.values().values()).getLast());
      case YamlNode visible -> offset(visible.span().end());
    };
  }

  /** The start of the next line, or the end of the text; this place, if a line starts here. */
  private int lineEnd(int offset) {
    if (offset > 0 && text.charAt(offset - 1) == '\n') {
      return offset;
    }
    int newline = text.indexOf('\n', offset);
    return newline < 0 ? text.length() : newline + 1;
  }

  private String insertLines(int offset, String lines) {
    boolean lineStartsHere = offset == 0 || text.charAt(offset - 1) == '\n';
    return insert(offset, lineStartsHere ? lines : "\n" + lines);
  }

  private String insert(int offset, String addition) {
    return text.substring(0, offset) + addition + text.substring(offset);
  }

  private boolean isFlow(YamlNode collection) {
    int start = offset(collection.span().start());
    return text.startsWith("[", start) || text.startsWith("{", start);
  }

  private int offset(int codePoints) {
    return text.offsetByCodePoints(0, codePoints);
  }
}
