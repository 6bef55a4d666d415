// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.InMemory;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.Source;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.crash.CrashFileSystem;
import org.ostreeupload.testdata.crash.CrashState;
import org.ostreeupload.testdata.crash.CrashStates;
import org.ostreeupload.testdata.crash.FailureMode;
import org.ostreeupload.testdata.crash.Sampling;

/**
 * A publish of several refs, cut short by a crash of the machine anywhere: whatever had reached the
 * disk, recovery finds all refs old or all new and everything that they reach, and the same push
 * can be made again.
 */
class PublishCrashTest {
  private static final int ASK_THE_REAL_TOOL = 97;

  @TempDir private Path dir;

  @TempDir(factory = InMemory.class)
  private Path scratch;

  private Repository source;
  private Path production;
  private int looked;
  private final Map<String, Checksum> before = new TreeMap<>();
  private final Map<String, Checksum> after = new TreeMap<>();

  @BeforeEach
  void makeRepositories() throws IOException {
    Source build = new Source(dir.resolve("source"));
    source = build.open();
    Target target = new Target(dir.resolve("production"), true);
    production = target.root();
    before.put("main", build.commit("main", "one"));
    before.put("other", build.commit("other", "one"));
    for (Map.Entry<String, Checksum> ref : before.entrySet()) {
      target.push(source, ref.getKey(), ref.getValue());
    }
    after.put("main", build.commit("main", "two"));
    after.put("other", build.commit("other", "three"));
    after.put("new/branch", build.commit("new/branch", "two"));
  }

  /** Sends everything and publishes it. */
  private static Publication push(
      Repository repository, Repository source, Map<String, Checksum> targets) throws IOException {
    try (Transaction transaction = Transaction.begin(repository, "push", "a note")) {
      return push(repository, transaction, source, targets);
    }
  }

  private static Publication push(
      Repository repository,
      Transaction transaction,
      Repository source,
      Map<String, Checksum> targets)
      throws IOException {
    List<RefUpdate> updates = new ArrayList<>();
    for (Map.Entry<String, Checksum> target : targets.entrySet()) {
      new Delivery(source, transaction).closure(target.getValue());
      RefName ref = new RefName(target.getKey());
      updates.add(new RefUpdate(ref, repository.refs().head(ref), target.getValue()));
    }
    return transaction.publish(updates, PublishRules.PUSH);
  }

  @Test
  void everyCrashLeavesAllRefsOldOrAllNew() throws IOException {
    int states = publish().crashStates(new Sampling(4, 2, 1)).forEach(this::check);
    System.out.printf("publish: %d crash states%n", states);
    assertThat(states).isGreaterThan(3_000);
  }

  /** What forces a publish could make too late. */
  private enum WrongOrder {
    REFS_BEFORE_OBJECTS("\\.ostree-upload/staging/push/(incoming|file|dirtree|dirmeta|commit).*"),
    REFS_BEFORE_NAMES_OF_OBJECTS("objects.*"),
    REFS_BEFORE_JOURNAL("\\.ostree-upload/staging(/push)?"),
    END_OF_JOURNAL_BEFORE_REFS("refs/heads.*");

    private final String late;

    WrongOrder(String late) {
      this.late = late;
    }

    boolean isLate(String path) {
      return path.matches(late);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongOrderIsCaught(WrongOrder order) throws IOException {
    assertCaught(statesOnceRefsMove(publish()).withLateForces(order::isLate));
  }

  @Test
  void notSyncingIsCaught() throws IOException {
    Path config = production.resolve("config");
    Files.writeString(config, Files.readString(config).replace("fsync=true", "fsync=false"));
    assertCaught(statesOnceRefsMove(publish()));
  }

  private static CrashStates statesOnceRefsMove(CrashFileSystem disk) {
    int first = 0;
    while (!disk.history().get(first).contains(" to refs/heads/")) {
      first++;
    }
    return disk.crashStates(new Sampling(4, 2, 1)).from(first);
  }

  /** Requires that there is a violation in one of the states. */
  private void assertCaught(CrashStates states) {
    assertThatThrownBy(() -> states.forEach(this::check))
        .isInstanceOfAny(AssertionError.class, IOException.class);
  }

  private CrashFileSystem publish() throws IOException {
    CrashFileSystem disk = CrashFileSystem.over(production);
    assertThat(push(Repository.open(disk.root()), source, after))
        .isInstanceOf(Publication.Done.class);
    return disk;
  }

  /** Once it has been said that the refs moved, no crash takes that back. */
  @Test
  void whatWasAnsweredLasts() throws IOException {
    CrashFileSystem disk = CrashFileSystem.over(production);
    Repository repository = Repository.open(disk.root());
    Transaction transaction = Transaction.begin(repository, "push", "a note");
    assertThat(push(repository, transaction, source, after)).isInstanceOf(Publication.Done.class);
    int answered = disk.operations();
    transaction.close();
    int states =
        disk.crashStates()
            .from(answered)
            .forEach(
                state -> {
                  Path root = state.materialise(scratch.resolve("crashed"));
                  rebooted(root);
                  Repository crashed = Repository.open(root);
                  for (Transaction left : Recovery.run(crashed).transactions()) {
                    left.close();
                  }
                  assertThat(heads(crashed)).as("%s", state).isEqualTo(after);
                  assertWhole(crashed, after, state);
                  DurableFiles.deleteTree(root);
                });
    assertThat(states).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void aFailureAnywhereLeavesAllRefsOldOrAllNew(FailureMode mode) throws IOException {
    int failed = 0;
    for (int n = 0; ; n++) {
      Path root = scratch.resolve("failing");
      copy(production, root);
      CrashFileSystem disk = CrashFileSystem.over(root);
      Repository repository = Repository.open(disk.root());
      disk.failAfter(n, mode);
      boolean done;
      try {
        done = push(repository, source, after) instanceof Publication.Done;
      } catch (IOException | UncheckedIOException e) {
        done = false;
        failed++;
      }
      String when = mode + " after " + n;
      boolean complete = disk.failures() == 0;
      if (done) {
        assertThat(heads(Repository.open(root))).as(when).isEqualTo(after);
      }
      recoverAndPush(root, when);
      DurableFiles.deleteTree(root);
      if (complete) {
        break;
      }
    }
    assertThat(failed).isGreaterThan(50);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private void check(CrashState state) throws IOException {
    Path root = state.materialise(scratch.resolve("crashed"));
    rebooted(root);
    // What is durable in the copy is not asked.
    Path config = root.resolve("config");
    Files.writeString(config, Files.readString(config).replace("fsync=true", "fsync=false"));
    recoverAndPush(root, state);
    if (looked++ % ASK_THE_REAL_TOOL == 0) {
      assertThat(Ostree.in(root).fsck().succeeded()).as("%s", state).isTrue();
    }
    DurableFiles.deleteTree(root);
  }

  private void recoverAndPush(Path root, Object state) throws IOException {
    Repository repository = Repository.open(root);
    List<Transaction> left = Recovery.run(repository).transactions();

    Map<String, Checksum> heads = heads(repository);
    assertThat(heads).as("%s", state).isIn(before, after);
    assertWhole(repository, heads, state);
    assertThat(left.size()).as("%s", state).isLessThanOrEqualTo(heads.equals(after) ? 0 : 1);
    Publication again;
    if (left.isEmpty()) {
      again = push(repository, source, after);
    } else {
      try (Transaction transaction = left.getFirst()) {
        again = push(repository, transaction, source, after);
      }
    }
    assertThat(again).as("%s", state).isInstanceOf(Publication.Done.class);
    assertThat(heads(repository)).as("%s", state).isEqualTo(after);
    assertWhole(repository, after, state);
    assertNothingStray(root, state);
  }

  /** Lets staging look as if the machine had been started anew. */
  private static void rebooted(Path root) throws IOException {
    Path staging = root.resolve(".ostree-upload/staging");
    if (Files.isDirectory(staging)) {
      for (Path entry : Directories.list(staging)) {
        if (Files.isDirectory(entry)) {
          Files.writeString(entry.resolve("boot"), "an earlier one");
        }
      }
    }
  }

  private static Map<String, Checksum> heads(Repository repository) throws IOException {
    Map<String, Checksum> heads = new TreeMap<>();
    repository.refs().heads().forEach((ref, commit) -> heads.put(ref.value(), commit));
    return heads;
  }

  private static void assertWhole(Repository repository, Map<String, Checksum> heads, Object state)
      throws IOException {
    Closure closure =
        new Closure(
            repository.objects(),
            name -> {
              assertThat(repository.objects().contains(name)).as("%s: %s", name, state).isTrue();
              repository.objects().verify(name);
              return true;
            });
    for (Checksum head : heads.values()) {
      closure.walk(head, Optional.empty());
    }
  }

  private static void assertNothingStray(Path root, Object state) throws IOException {
    assertThat(Directories.list(root.resolve(".ostree-upload/staging"))).as("%s", state).isEmpty();
    for (Path prefix : Directories.list(root.resolve("objects"))) {
      for (Path object : Directories.list(prefix)) {
        assertThat(String.valueOf(object.getFileName()))
            .as("%s", state)
            .matches("[0-9a-f]{62}\\.(filez|dirtree|dirmeta|commit|commitmeta)");
      }
    }
  }
}
