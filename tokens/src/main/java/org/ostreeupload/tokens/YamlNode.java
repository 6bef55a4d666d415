// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a YAML document and where it stands in the text. Scalars stay text, whatever YAML
 * would make of them: 64 digits are a hash, not a number. Immutable.
 */
sealed interface YamlNode {
  Span span();

  /** The value alone, without positions: two texts say the same if their contents are equal. */
  Object content();

  /**
   * A stretch of text.
   *
   * @param line where it starts, from 1
   * @param start where it starts, in code points from the start of the text
   * @param end where it ends; a block sequence or mapping ends somewhere before the next value
   */
  record Span(int line, int start, int end) {}

  /** No value, or the word {@code null}. */
  record Nothing(Span span) implements YamlNode {
    @Override
    public Object content() {
      return Nothing.class;
    }
  }

  record Scalar(Span span, String text) implements YamlNode {
    @Override
    public Object content() {
      return text;
    }

    // The text may be a token: keep it out of whatever prints a node.
    @Override
    public String toString() {
      return "Scalar[" + span + "]";
    }
  }

  record Sequence(Span span, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public Object content() {
      List<Object> contents = new ArrayList<>();
      items.forEach(item -> contents.add(item.content()));
      return contents;
    }
  }

  /** A mapping, in the order of the text. */
  record Mapping(Span span, Map<String, YamlNode> values) implements YamlNode {
    @Override
    public Object content() {
      Map<String, Object> contents = new LinkedHashMap<>();
      values.forEach((key, value) -> contents.put(key, value.content()));
      return contents;
    }
  }
}
