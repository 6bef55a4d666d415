// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.tokens;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Writes one entry of the list of tokens. Every value is quoted, so that no YAML reader takes the
 * digits of a hash for a number.
 */
final class EntryWriter {
  private EntryWriter() {}

  /** The entry as an item of a block sequence: whole lines, each after the given blanks. */
  static String block(TokenEntry entry, String indent) {
    return indent + "- " + String.join("\n" + indent + "  ", fields(entry)) + "\n";
  }

  /** The entry as an item of a flow sequence, on one line. */
  static String flow(TokenEntry entry) {
    return "{" + String.join(", ", fields(entry)) + "}";
  }

  private static List<String> fields(TokenEntry entry) {
    List<String> fields = new ArrayList<>();
    fields.add("id: " + quoted(entry.id().text()));
    fields.add(
        switch (entry.credential()) {
          case TokenHash hash -> "hash: " + quoted(hash.toString());
          case Token token -> "token: " + quoted(token.reveal());
        });
    fields.add("created: " + quoted(entry.created().toString()));
    if (!entry.expires().equals(TokenEntry.NEVER)) {
      fields.add("expires: " + quoted(entry.expires().toString()));
    }
    if (!entry.comment().isEmpty()) {
      fields.add("comment: " + quoted(entry.comment()));
    }
    if (!entry.refs().isEmpty()) {
      fields.add("refs: " + list(entry.refs(), RefPattern::glob));
    }
    if (!entry.permissions().equals(Permission.DEFAULT)) {
      fields.add("permissions: " + list(entry.permissions(), Permission::word));
    }
    return fields;
  }

  private static <T> String list(Collection<T> values, Function<T, String> print) {
    return values.stream().map(print).map(EntryWriter::quoted).collect(joining(", ", "[", "]"));
  }

  private static String quoted(String printable) {
    return '"' + printable.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
