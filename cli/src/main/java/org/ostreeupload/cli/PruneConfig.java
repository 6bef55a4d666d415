// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.prune.Retention;
import org.ostreeupload.store.prune.RetentionPolicy;
import org.ostreeupload.tokens.RefPattern;

/**
 * The rules of {@code prune} that stand in a YAML file: how much of the history of a branch is
 * kept, by the first rule whose pattern covers its name.
 *
 * <p>Other keys of the file are left alone, so that it can serve a receiver and a pusher too.
 *
 * @param rules in their order
 */
record PruneConfig(
    @JsonSetter(nulls = Nulls.AS_EMPTY, contentNulls = Nulls.FAIL) List<Rule> rules) {
  /** No rules. */
  static final PruneConfig NONE = new PruneConfig(List.of());

  /** Makes a configuration. */
  PruneConfig {
    rules = List.copyOf(rules);
  }

  /** The whole file. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Whole(Optional<PruneConfig> prune) {}

  /**
   * A rule.
   *
   * @param ref which branches it is for
   * @param limits what is kept of them
   */
  record Rule(RefPattern ref, PruneLimits limits) {
    @JsonCreator
    static Rule parse(
        @JsonProperty("ref") Optional<String> ref,
        @JsonProperty("depth") Optional<Integer> depth,
        @JsonProperty("keep-younger-than") Optional<String> keepYoungerThan,
        @JsonAnySetter Map<String, Object> others) {
      if (!others.isEmpty()) {
        throw new IllegalArgumentException(
            "a rule has ref, depth and keep-younger-than, not '"
                + others.keySet().iterator().next()
                + "'");
      }
      PruneLimits limits = PruneLimits.parse("", depth, keepYoungerThan);
      if (ref.isEmpty() || limits.isEmpty()) {
        throw new IllegalArgumentException(
            "a rule needs ref, and depth or keep-younger-than; depth: -1 keeps everything");
      }
      return new Rule(new RefPattern(ref.get()), limits);
    }
  }

  /**
   * What the rules keep, seen from now: all of what none of them is for.
   *
   * @throws UsageException if a rule keeps what will be made in the future
   */
  RetentionPolicy policy(Instant now) throws UsageException {
    SequencedMap<RefPattern, Retention> retentions = new LinkedHashMap<>();
    for (Rule rule : rules) {
      retentions.putIfAbsent(rule.ref(), rule.limits().retention(now));
    }
    return new RetentionPolicy(ref -> first(retentions, ref), Retention.ALL);
  }

  private static Retention first(SequencedMap<RefPattern, Retention> retentions, RefName ref) {
    return retentions.entrySet().stream()
        .filter(rule -> rule.getKey().matches(ref.value()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Retention.ALL);
  }

  static PruneConfig read(Path file) throws IOException {
    return ConfigFile.read(
            file,
            Whole.class,
            "prune may hold rules, a list; each has ref and depth, a whole number, or"
                + " keep-younger-than, or both, each once")
        .flatMap(Whole::prune)
        .orElse(NONE);
  }
}
