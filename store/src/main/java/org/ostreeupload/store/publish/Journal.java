// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.publish.RefResult.Outcome;

/**
 * What a publish does to refs, written before it does it: whoever finds a journal can finish what
 * was begun. Afterwards it is the receipt of the publish. Source: docs/DESIGN.md, "Journal".
 *
 * @param note what the transaction was begun with
 * @param rules by which the refs move
 * @param results what becomes of each ref: moved, or unchanged
 */
public record Journal(String note, PublishRules rules, List<RefResult> results) {
  private static final String FIRST_LINE = "ostree-upload journal 1";
  private static final String LAST_LINE = "end";
  private static final String NO_COMMIT = "-";
  private static final int HEADER_LINES = 3;
  private static final int FIELDS = 4;

  /** Makes a journal. */
  public Journal {
    requireLine(note);
    results = List.copyOf(results);
  }

  /** Says whether these are the refs and targets that it tells of, in any order. */
  public boolean tellsOf(Map<RefName, Checksum> targets) {
    return results.size() == targets.size()
        && results.stream()
            .map(RefResult::update)
            .allMatch(update -> update.target().equals(targets.get(update.ref())));
  }

  static void requireLine(String note) {
    if (note.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a note is one line");
    }
  }

  /** The text form. */
  byte[] toBytes() {
    StringBuilder text = new StringBuilder(FIRST_LINE);
    text.append('\n').append(note).append('\n').append(rules).append('\n');
    for (RefResult result : results) {
      text.append(result.outcome())
          .append(' ')
          .append(result.before().map(Checksum::toString).orElse(NO_COMMIT))
          .append(' ')
          .append(result.update().target())
          .append(' ')
          .append(result.update().ref())
          .append('\n');
    }
    return text.append(LAST_LINE).append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedException if it is not exactly that
   */
  static Journal parse(byte[] bytes) throws MalformedException {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    int end = lines.length - 2;
    if (end < HEADER_LINES
        || !lines[0].equals(FIRST_LINE)
        || !lines[end].equals(LAST_LINE)
        || !lines[end + 1].isEmpty()) {
      throw new MalformedException("it is not a whole journal of this version");
    }
    List<RefResult> results = new ArrayList<>();
    for (int i = HEADER_LINES; i < end; i++) {
      results.add(result(lines[i]));
    }
    return new Journal(lines[1], rules(lines[2]), results);
  }

  private static PublishRules rules(String line) throws MalformedException {
    return switch (line) {
      case "PUSH" -> PublishRules.PUSH;
      case "LOCAL_COMMIT" -> PublishRules.LOCAL_COMMIT;
      default -> throw new MalformedException("'" + line + "' are no rules of a publish");
    };
  }

  private static RefResult result(String line) throws MalformedException {
    String[] fields = line.split(" ", FIELDS);
    if (fields.length != FIELDS) {
      throw new MalformedException("line '" + line + "' has too few fields");
    }
    Outcome outcome =
        switch (fields[0]) {
          case "MOVED" -> Outcome.MOVED;
          case "UNCHANGED" -> Outcome.UNCHANGED;
          default -> throw new MalformedException("line '" + line + "' begins with no outcome");
        };
    Optional<Checksum> before =
        fields[1].equals(NO_COMMIT) ? Optional.empty() : Optional.of(Checksum.parse(fields[1]));
    Checksum target = Checksum.parse(fields[2]);
    RefUpdate update = new RefUpdate(RefName.parse(fields[3]), before, target);
    return new RefResult(update, outcome, before, "");
  }
}
