// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens, by names that are known beforehand. Thread-safe. */
public final class Tally {
  private final List<String> names;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Counts nothing yet of what has these names, which are told in this order. */
  public Tally(String... names) {
    this.names = List.of(names);
    this.names.forEach(name -> counts.put(name, new LongAdder()));
  }

  /** Counts one more. */
  public void count(String name) {
    adder(name).increment();
  }

  public long get(String name) {
    return adder(name).sum();
  }

  private LongAdder adder(String name) {
    LongAdder adder = counts.get(name);
    if (adder == null) {
      throw new IllegalArgumentException("nobody said that '" + name + "' would be counted");
    }
    return adder;
  }

  /** Adds all counts to a result. */
  public void addTo(Result result) {
    names.forEach(name -> result.with(name, get(name)));
  }
}
