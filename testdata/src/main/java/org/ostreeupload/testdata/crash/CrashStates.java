// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ostreeupload.testdata.crash.Operation.Force;

/**
 * The states that a crash between two operations could have left, before the first and after the
 * last included. Which they are is said in the {@link org.ostreeupload.testdata.crash package}.
 *
 * <p>They are made one after the other and not kept: only a digest of each is. Not thread-safe.
 */
public final class CrashStates {
  private final DiskImage initial;
  private final List<Operation> operations;
  private final Sampling sampling;
  private final int first;

  CrashStates(DiskImage initial, List<Operation> operations, Sampling sampling) {
    this(initial, operations, sampling, 0);
  }

  private CrashStates(DiskImage initial, List<Operation> operations, Sampling sampling, int first) {
    this.initial = initial;
    this.operations = operations;
    this.sampling = sampling;
    this.first = first;
  }

  /**
   * Only the states of crashes after so many operations or more: to test that what was done by then
   * lasts.
   */
  public CrashStates from(int operation) {
    return new CrashStates(initial, operations, sampling, operation);
  }

  /** Only the states of crashes after so many operations or fewer. */
  public CrashStates until(int operation) {
    return new CrashStates(initial, operations.subList(0, operation), sampling, first);
  }

  /**
   * The states that the same program could have left, had it forced some files and directories only
   * after everything else: to see that a test notices a wrong order.
   *
   * @param forcedLate says of a path, relative to the root, whether it is forced too late
   */
  public CrashStates withLateForces(Predicate<String> forcedLate) {
    Predicate<Operation> late =
        operation -> operation instanceof Force force && forcedLate.test(force.path());
    List<Operation> reordered =
        Stream.concat(operations.stream().filter(late.negate()), operations.stream().filter(late))
            .toList();
    return new CrashStates(initial, reordered, sampling, first);
  }

  /** Takes states. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes one. */
    void visit(CrashState state) throws IOException;
  }

  /**
   * Visits each state once, however many crashes can leave it: that of the first of them.
   *
   * @return how many states there are
   * @throws IOException what the visitor throws
   */
  public int forEach(Visitor visitor) throws IOException {
    Set<TreeDigest> seen = new HashSet<>();
    Durability durability = new Durability(initial.fork());
    boolean complete = false;
    for (int done = 0; done <= operations.size(); done++) {
      if (done > 0) {
        durability.add(operations.get(done - 1));
      }
      if (done < first) {
        continue;
      }
      List<Operation> pending = durability.pending();
      Iterator<List<Arrival>> candidates = candidates(done, pending, complete).iterator();
      while (candidates.hasNext()) {
        List<Arrival> arrivals = candidates.next();
        DiskImage image = durability.crash(arrivals);
        if (seen.add(TreeDigest.of(image))) {
          visitor.visit(new CrashState(operations.subList(0, done), pending, arrivals, image));
        }
      }
      complete = pending.size() <= sampling.exhaustive();
    }
    return seen.size();
  }

  /** What to look at after so many operations, given whether all was looked at one before. */
  private Stream<List<Arrival>> candidates(int done, List<Operation> pending, boolean complete) {
    Combinations combinations = new Combinations(pending);
    if (pending.size() > sampling.exhaustive()) {
      return combinations.some(sampling.random(), new Random(sampling.seed() + done));
    }
    if (!complete) {
      return combinations.all();
    }
    // The last operation is either pending, or it only made some of the earlier states impossible.
    boolean added = !pending.isEmpty() && pending.getLast() == operations.get(done - 1);
    return added ? combinations.allWithLast() : Stream.empty();
  }
}
