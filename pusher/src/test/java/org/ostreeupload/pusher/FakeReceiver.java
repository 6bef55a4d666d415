// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.ostreeupload.protocol.NameStream;
import org.ostreeupload.pusher.FakeServer.Answer;
import org.ostreeupload.pusher.FakeServer.Request;

/**
 * What a receiver answers that has nothing, takes everything, and publishes one branch; but for
 * what a test wants answered otherwise.
 */
final class FakeReceiver implements Function<Request, Answer> {
  private static final String JSON = "application/json";

  private final Map<String, Function<Request, Answer>> routes = new LinkedHashMap<>();
  private final String branch;
  private final String commit;
  private int largestBundle = 1 << 20;

  FakeReceiver(String branch, String commit) {
    this.branch = branch;
    this.commit = commit;
  }

  /** Takes bundles of so many bytes at most, and as large objects. */
  FakeReceiver taking(int bytes) {
    largestBundle = bytes;
    return this;
  }

  /** Answers requests with this in their method and path so, in turn; then as the last time. */
  FakeReceiver on(String part, Answer... answers) {
    return on(part, FakeServer.inTurn(answers));
  }

  /** Answers requests with this in their method and path by a script. */
  FakeReceiver on(String part, Function<Request, Answer> script) {
    routes.put(part, script);
    return this;
  }

  @Override
  public Answer apply(Request request) {
    String line = request.method() + " " + request.path() + " ";
    for (Map.Entry<String, Function<Request, Answer>> route : routes.entrySet()) {
      if (line.contains(route.getKey())) {
        return route.getValue().apply(request);
      }
    }
    if (line.contains("/missing ")) {
      return missing(request, true);
    }
    if (line.contains("/objects ")) {
      return Answer.of(200, JSON, "{\"stored\": 1, \"present\": 0, \"refused\": []}");
    }
    if (line.contains("/publish ")) {
      return published(branch, commit, "moved");
    }
    return request.method().equals("POST") && line.contains("/pushes ")
        ? opened("some-id")
        : Answer.of(204, JSON, "");
  }

  /** The push is open, and the branch not there. */
  Answer opened(String id) {
    return Answer.of(
        201,
        JSON,
        """
        {"id": "%s", "idleSeconds": 60, "refs": [{"ref": "%s", "head": null}],
         "limits": {"refs": 10, "namesPerQuestion": 1000, "bundledObject": %d, "bundle": %d}}
        """
            .formatted(id, branch, largestBundle, largestBundle));
  }

  /** All of what was asked about is missing, or nothing. */
  static Answer missing(Request request, boolean all) {
    int count = request.body().length() / NameStream.NAME_SIZE;
    BitSet bits = new BitSet();
    bits.set(0, all ? count : 0);
    byte[] answer = NameStream.writeAnswer(bits, count);
    return Answer.of(
        200, "application/octet-stream", new String(answer, StandardCharsets.ISO_8859_1));
  }

  /** A branch is published. */
  static Answer published(String branch, String commit, String outcome) {
    return Answer.of(200, JSON, "{\"refs\": [" + outcome(branch, commit, outcome) + "]}");
  }

  /** What became of a branch. */
  static String outcome(String branch, String commit, String outcome) {
    return """
    {"ref": "%s", "outcome": "%s", "before": null, "target": "%s", "detail": ""}
    """
        .formatted(branch, outcome, commit);
  }
}
