// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What may have arrived of some pending operations: lists with an arrival for each of them. No list
 * has an operation without those that it {@linkplain Operation.Entry#needs needs}. Immutable.
 */
final class Combinations {
  private final List<Operation> pending;
  private final BitSet writes = new BitSet();
  // For each operation: itself and all that must have arrived with it.
  private final List<BitSet> needs = new ArrayList<>();

  Combinations(List<Operation> pending) {
    this.pending = pending;
    for (int i = 0; i < pending.size(); i++) {
      writes.set(i, pending.get(i) instanceof Operation.Write);
      needs.add(needs(i));
    }
  }

  private BitSet needs(int index) {
    BitSet all = bit(index);
    for (int i = 0; i < index; i++) {
      if (pending.get(index) instanceof Operation.Entry entry && entry.needs(pending.get(i))) {
        all.or(needs.get(i));
      }
    }
    return all;
  }

  private static BitSet bit(int index) {
    BitSet bit = new BitSet();
    bit.set(index);
    return bit;
  }

  /** All subsets, each with every write torn by itself, and with all of them torn. */
  Stream<List<Arrival>> all() {
    return subsets(0, 1 << pending.size());
  }

  /** As {@link #all}, but only those where something of the last operation arrived. */
  Stream<List<Arrival>> allWithLast() {
    return subsets(1 << (pending.size() - 1), 1 << pending.size());
  }

  private Stream<List<Arrival>> subsets(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(bits -> BitSet.valueOf(new long[] {bits}))
        .filter(subset -> closed(subset).equals(subset))
        .flatMap(subset -> Stream.concat(evenly(subset), singlyTorn(subset)));
  }

  /**
   * Special subsets: none, all, all up to one, one alone, all but one; with writes torn as in
   * {@link #all} where all arrived, else all of them or none. Besides, so many at random.
   */
  Stream<List<Arrival>> some(int count, Random random) {
    int size = pending.size();
    BitSet all = new BitSet();
    all.set(0, size);
    Stream<BitSet> prefixes = IntStream.rangeClosed(0, size).mapToObj(end -> all.get(0, end));
    Stream<BitSet> alone = needs.stream();
    Stream<BitSet> missing = IntStream.range(0, size).mapToObj(this::without);
    Stream<BitSet> special = Stream.of(prefixes, alone, missing).flatMap(subsets -> subsets);
    return Stream.of(
            special.flatMap(this::evenly),
            singlyTorn(all),
            Stream.generate(() -> drawn(random)).limit(count))
        .flatMap(lists -> lists);
  }

  /** All but an operation and what cannot be without it. */
  private BitSet without(int missing) {
    BitSet rest = new BitSet();
    for (int i = 0; i < pending.size(); i++) {
      rest.set(i, !needs.get(i).get(missing));
    }
    return rest;
  }

  private BitSet closed(BitSet subset) {
    BitSet closed = new BitSet();
    subset.stream().forEach(i -> closed.or(needs.get(i)));
    return closed;
  }

  /** A subset with no write torn, and with all of them torn, in both ways. */
  private Stream<List<Arrival>> evenly(BitSet subset) {
    Stream<Arrival> ways =
        subset.intersects(writes)
            ? Stream.of(Arrival.WHOLE, Arrival.HALF, Arrival.EMPTY)
            : Stream.of(Arrival.WHOLE);
    return ways.map(way -> arrivals(subset, writes, way));
  }

  private Stream<List<Arrival>> singlyTorn(BitSet subset) {
    BitSet torn = (BitSet) subset.clone();
    torn.and(writes);
    return torn.stream()
        .boxed()
        .flatMap(
            write ->
                Stream.of(Arrival.HALF, Arrival.EMPTY)
                    .map(way -> arrivals(subset, bit(write), way)));
  }

  private List<Arrival> arrivals(BitSet subset, BitSet torn, Arrival way) {
    List<Arrival> arrivals = new ArrayList<>(Collections.nCopies(pending.size(), Arrival.LOST));
    subset.stream().forEach(i -> arrivals.set(i, torn.get(i) ? way : Arrival.WHOLE));
    return arrivals;
  }

  /** A random subset, which is small or large just as often, with about half its writes torn. */
  private List<Arrival> drawn(Random random) {
    double share = random.nextDouble();
    BitSet subset = new BitSet();
    for (int i = 0; i < pending.size(); i++) {
      subset.set(i, random.nextDouble() < share);
    }
    List<Arrival> arrivals = arrivals(closed(subset), new BitSet(), Arrival.WHOLE);
    for (int i = 0; i < arrivals.size(); i++) {
      if (writes.get(i) && arrivals.get(i) == Arrival.WHOLE && random.nextBoolean()) {
        arrivals.set(i, random.nextBoolean() ? Arrival.HALF : Arrival.EMPTY);
      }
    }
    return arrivals;
  }
}
