// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ostreeupload.tokens.YamlNode.Mapping;
import org.ostreeupload.tokens.YamlNode.Nothing;
import org.ostreeupload.tokens.YamlNode.Scalar;
import org.ostreeupload.tokens.YamlNode.Sequence;
import org.ostreeupload.tokens.YamlNode.Span;

/**
 * Reads the one YAML document of a file, in the part of YAML that a configuration needs: no
 * anchors, no aliases, no tags, no repeated keys, values nested at most {@value #MAX_DEPTH} deep.
 */
final class YamlReader {
  static final int MAX_DEPTH = 16;

  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final Path path;
  private final int[] text;
  private final YAMLParser parser;

  private YamlReader(Path path, String text, YAMLParser parser) {
    this.path = path;
    this.text = text.codePoints().toArray();
    this.parser = parser;
  }

  /**
   * Reads the document.
   *
   * @param path names the text in errors
   */
  static YamlNode read(Path path, String text) throws TokenFileException {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlReader(path, text, parser).document();
    } catch (JsonProcessingException e) {
      // The parser's own words quote the text around the error, and that may be a token.
      JsonLocation location = e.getLocation();
      String problem = "not valid YAML from here on; look at quotes, brackets and indentation";
      throw location == null
          ? TokenFileException.of(path, problem)
          : TokenFileException.atLine(path, location.getLineNr(), problem);
    } catch (IOException e) {
      throw TokenFileException.because(path, "cannot be read", e);
    }
  }

  private YamlNode document() throws IOException, TokenFileException {
    if (parser.nextToken() == null) {
      return new Nothing(new Span(1, 0, 0));
    }
    YamlNode root = node(1);
    if (parser.nextToken() != null) {
      throw problem("a second YAML document starts here; keep one only");
    }
    return root;
  }

  private YamlNode node(int depth) throws IOException, TokenFileException {
    refuseProperties();
    if (depth > MAX_DEPTH) {
      throw problem("values are nested more than " + MAX_DEPTH + " deep");
    }
    JsonLocation start = parser.currentTokenLocation();
    return switch (parser.currentToken()) {
      case START_ARRAY -> {
        List<YamlNode> items = items(depth);
        yield new Sequence(spanFrom(start), items);
      }
      case START_OBJECT -> {
        Map<String, YamlNode> values = values(depth);
        yield new Mapping(spanFrom(start), values);
      }
      case VALUE_NULL -> new Nothing(spanFrom(start));
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          new Scalar(spanFrom(start), parser.getText());
      case null, default -> throw problem("not a value that can stand here");
    };
  }

  private List<YamlNode> items(int depth) throws IOException, TokenFileException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(depth + 1));
    }
    return items;
  }

  private Map<String, YamlNode> values(int depth) throws IOException, TokenFileException {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      refuseProperties();
      String key = parser.currentName();
      if (values.containsKey(key)) {
        throw problem("this key stands in the same mapping twice; remove one");
      }
      parser.nextToken();
      values.put(key, node(depth + 1));
    }
    return Collections.unmodifiableMap(values);
  }

  /** Looks at the text, for the parser does not tell of all of them. */
  private void refuseProperties() throws TokenFileException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    switch (start < text.length ? text[start] : ' ') {
      case '&', '*' -> throw problem("YAML anchors and aliases are not allowed; write values out");
      case '!' -> throw problem("YAML tags are not allowed; put quotes around a leading '!'");
      default -> {}
    }
  }

  private Span spanFrom(JsonLocation start) {
    int end = (int) parser.currentLocation().getCharOffset();
    return new Span(start.getLineNr(), (int) start.getCharOffset(), end);
  }

  private TokenFileException problem(String what) {
    return TokenFileException.atLine(path, parser.currentTokenLocation().getLineNr(), what);
  }
}
