// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * How a push ended.
 *
 * @param status its exit status; that of a killed one is {@link #KILLED}
 * @param report what it printed; empty if it printed nothing
 * @param err what it said on standard error
 * @param millis how long it lived
 */
public record Pushed(int status, Optional<Report> report, String err, long millis) {
  /** The exit status of a process that SIGKILL ended. */
  public static final int KILLED = 137;

  /** The line that {@code push --json} prints, as far as trials look at it. */
  public record Report(List<Ref> refs, long objects, long bytes, long requests, double seconds) {
    /** A branch and where it points now. */
    public record Ref(String ref, String after) {}

    /** Where the branches point by the report. */
    public Map<String, String> heads() {
      Map<String, String> heads = new TreeMap<>();
      refs.forEach(ref -> heads.put(ref.ref(), ref.after()));
      return heads;
    }

    static Optional<Report> parse(String out, Path where) {
      if (out.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(Json.read(out.getBytes(StandardCharsets.UTF_8), Report.class));
      } catch (MalformedException e) {
        throw new Violation(where + " is no report: " + e.getMessage());
      }
    }
  }

  /** Whether it was killed before it could end. */
  public boolean isKilled() {
    return status == KILLED;
  }

  /** The report of a push that says to have succeeded. */
  public Report expectSuccess(String what) {
    Violation.unless(status == 0, what + " ended with status " + status + ": " + err);
    return report.orElseThrow(() -> new Violation(what + " succeeded without a report"));
  }
}
