// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ostreeupload.protocol.Json;

/**
 * What a trial found out: numbers by name, in the order in which they are told. Not thread-safe.
 */
public final class Result {
  private final String trial;
  private final Map<String, Object> numbers = new LinkedHashMap<>();

  public Result(String trial) {
    this.trial = trial;
  }

  /** Adds a number. */
  public Result with(String name, long number) {
    numbers.put(name, number);
    return this;
  }

  /** Adds a number, which is told with three digits behind the point. */
  public Result with(String name, double number) {
    numbers.put(name, Math.round(number * 1000) / 1000.0);
    return this;
  }

  /** One line for people. */
  public String toLine() {
    return numbers.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", ", trial + ": ", ""));
  }

  /** One line of JSON. */
  public String toJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("trial", trial);
    all.putAll(numbers);
    return new String(Json.write(all), StandardCharsets.UTF_8);
  }
}
