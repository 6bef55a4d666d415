// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.config;

import static java.util.regex.Matcher.quoteReplacement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * A file in GKeyFile syntax: groups of {@code key=value} lines, and comments.
 *
 * <p>Immutable. Editing keeps every other line as it was, to the byte. A key that stands twice in a
 * group has its last value, and so has a group that stands twice. A backslash that begins no known
 * escape is itself. Source: docs/DESIGN.md, "Configuration".
 */
public final class KeyFile {
  private static final Pattern ESCAPE = Pattern.compile("\\\\([sntr\\\\])");

  private final List<Line> lines;

  private KeyFile(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** A line of the file; only entries have a key and a value. */
  private sealed interface Line {
    String text();
  }

  private record Comment(String text) implements Line {}

  private record Group(String text, String name) implements Line {}

  private record Entry(String text, String group, String key, String value) implements Line {}

  /**
   * Parses the text of a file.
   *
   * @throws MalformedException naming the first line that is no group, entry or comment
   */
  public static KeyFile parse(String text) throws MalformedException {
    List<Line> lines = new ArrayList<>();
    String group = "";
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        lines.add(new Comment(line));
      } else if (content.startsWith("[")) {
        if (!content.endsWith("]") || content.length() < 3) {
          throw new MalformedException("line " + number + " is no group: it wants [name]");
        }
        group = content.substring(1, content.length() - 1);
        lines.add(new Group(line, group));
      } else {
        lines.add(entry(line, content, group, number));
      }
    }
    return new KeyFile(lines);
  }

  private static Entry entry(String line, String content, String group, int number)
      throws MalformedException {
    int equals = content.indexOf('=');
    if (equals <= 0) {
      throw new MalformedException("line " + number + " is no entry: it wants key=value");
    }
    if (group.isEmpty()) {
      throw new MalformedException("line " + number + " stands before the first group");
    }
    String key = content.substring(0, equals).strip();
    return new Entry(line, group, key, unescape(content.substring(equals + 1).strip()));
  }

  private static String unescape(String value) {
    return ESCAPE.matcher(value).replaceAll(match -> quoteReplacement(meaning(match.group(1))));
  }

  private static String meaning(String letter) {
    return switch (letter) {
      case "s" -> " ";
      case "n" -> "\n";
      case "t" -> "\t";
      case "r" -> "\r";
      default -> letter;
    };
  }

  /** The value of a key, without blanks around it. */
  public Optional<String> get(String group, String key) {
    return lines.stream()
        .filter(line -> line instanceof Entry entry && isKey(entry, group, key))
        .reduce((first, second) -> second)
        .map(line -> ((Entry) line).value());
  }

  private static boolean isKey(Entry entry, String group, String key) {
    return entry.group().equals(group) && entry.key().equals(key);
  }

  /**
   * Returns a file in which the key has this value: in its last line if it has one, else as the
   * last line of its group, else in a new group.
   */
  public KeyFile with(String group, String key, String value) {
    Entry entry = new Entry(key + "=" + escape(value), group, key, value);
    List<Line> edited = new ArrayList<>(lines);
    int existing = -1;
    int end = -1;
    String current = "";
    for (int i = 0; i < edited.size(); i++) {
      switch (edited.get(i)) {
        case Group next -> current = next.name();
        case Entry old when isKey(old, group, key) -> existing = i;
        case Entry other -> {}
        case Comment comment -> {
          continue;
        }
      }
      if (current.equals(group)) {
        end = i + 1;
      }
    }
    if (existing >= 0) {
      edited.set(existing, entry);
      return new KeyFile(edited);
    }
    if (end < 0) {
      // The last line is empty if the text ends as it should.
      end = edited.getLast().text().isEmpty() ? edited.size() - 1 : edited.size();
      edited.add(end, new Group("[" + group + "]", group));
      end++;
    }
    edited.add(end, entry);
    return new KeyFile(edited);
  }

  private static String escape(String value) {
    String escaped =
        value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r");
    if (escaped.startsWith(" ")) {
      escaped = "\\s" + escaped.substring(1);
    }
    return escaped.endsWith(" ") ? escaped.substring(0, escaped.length() - 1) + "\\s" : escaped;
  }

  /** The text of the file. */
  @Override
  public String toString() {
    return String.join("\n", lines.stream().map(Line::text).toList());
  }
}
