// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a race came to, for people and for machines. */
final class Table {
  private static final double MIB = 1024;

  private final Race race;
  private final Map<String, List<Measurement>> measured;
  private final List<Measurement> ours;

  Table(Race race, Map<String, List<Measurement>> measured) {
    this.race = race;
    this.measured = measured;
    this.ours = measured.values().iterator().next();
  }

  /** A table in Markdown: medians, and the ratio of the first to each within the rounds. */
  String toMarkdown() {
    String first = measured.keySet().iterator().next();
    List<String> lines = new ArrayList<>();
    lines.add(head(first));
    lines.add("|---|---|---|---|---|---|---|---|");
    measured.forEach((name, runs) -> lines.add(row(name, runs)));
    return String.join("\n", lines);
  }

  private String head(String first) {
    return ("| %s | wall s (min) | CPU s | client MiB | server MiB | wire MB | requests"
            + " | %s / it (min–max) |")
        .formatted(race.what(), first);
  }

  private String row(String name, List<Measurement> runs) {
    List<Double> ratios = ratios(runs);
    return String.format(
        Locale.ROOT,
        "| %s | %.2f (%.2f) | %.2f | %.0f | %.0f | %.2f | %.0f | %.2f (%.2f–%.2f) |",
        name,
        median(runs, Measurement::seconds),
        Collections.min(values(runs, Measurement::seconds)),
        median(runs, Measurement::cpu),
        median(runs, Measurement::clientKib) / MIB,
        median(runs, Measurement::serverKib) / MIB,
        median(runs, Measurement::wire) / 1e6,
        median(runs, Measurement::requests),
        median(ratios),
        Collections.min(ratios),
        Collections.max(ratios));
  }

  /** How much longer the first took than these, round by round. */
  private List<Double> ratios(List<Measurement> runs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ratios.add(ours.get(i).seconds() / runs.get(i).seconds());
    }
    return ratios;
  }

  private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> value) {
    return median(values(runs, value));
  }

  private static List<Double> values(List<Measurement> runs, ToDoubleFunction<Measurement> value) {
    return runs.stream().map(value::applyAsDouble).toList();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Everything that was measured, to be written as JSON. */
  Map<String, Object> toMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("race", race.name());
    all.put("what", race.what());
    all.put("runs", measured);
    return all;
  }
}
