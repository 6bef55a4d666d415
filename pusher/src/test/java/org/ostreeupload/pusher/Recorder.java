// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.pusher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Writes down what a push tells, and lets a test do something between its steps. */
final class Recorder implements PushListener {
  private final List<String> retries = new CopyOnWriteArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger objects = new AtomicInteger();
  private final AtomicLong spared = new AtomicLong();
  private final List<PushPlan> plans = new CopyOnWriteArrayList<>();
  private volatile Step afterPlan = () -> {};
  private volatile Step afterFirstBytes = () -> {};
  private volatile Step afterFirstObjects = () -> {};
  private volatile Step beforePublish = () -> {};

  /** Something that happens meanwhile. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /** Lets something happen when the plan is made and nothing is sent yet. */
  Recorder afterPlan(Step step) {
    afterPlan = step;
    return this;
  }

  /** Lets something happen when the first bytes are sent and more are to come. */
  Recorder afterFirstBytes(Step step) {
    afterFirstBytes = step;
    return this;
  }

  /** Lets something happen when the receiver has taken the first objects. */
  Recorder afterFirstObjects(Step step) {
    afterFirstObjects = step;
    return this;
  }

  /** Lets something happen when everything is sent and nothing is published yet. */
  Recorder beforePublish(Step step) {
    beforePublish = step;
    return this;
  }

  /** The last plan. */
  PushPlan plan() {
    return plans.getLast();
  }

  /** All plans; there are several if the push began again. */
  List<PushPlan> plans() {
    return plans;
  }

  /** The names of the objects that the last plan sends. */
  Set<String> planned() {
    return plan().objects().stream()
        .map(item -> item.name().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  List<String> retries() {
    return retries;
  }

  List<String> notes() {
    return notes;
  }

  long bytes() {
    return bytes.get();
  }

  int objects() {
    return objects.get();
  }

  @Override
  public void planned(PushPlan made) {
    plans.add(made);
    run(afterPlan);
  }

  @Override
  public void sentBytes(long count) {
    if (bytes.getAndAdd(count) == 0) {
      run(afterFirstBytes);
    }
  }

  @Override
  public void sparedBytes(long count) {
    spared.addAndGet(count);
  }

  /** How many bytes need not be sent. */
  long spared() {
    return spared.get();
  }

  @Override
  public void sentObjects(int count) {
    if (objects.getAndAdd(count) == 0) {
      run(afterFirstObjects);
    }
  }

  @Override
  public void retrying(String reason) {
    retries.add(reason);
  }

  @Override
  public void noted(String what) {
    notes.add(what);
  }

  @Override
  public void publishing() {
    run(beforePublish);
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
