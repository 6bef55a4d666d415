// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.Ostree;

/** A repository with histories, whose commits are a day apart unless it is said otherwise. */
final class Histories {
  /** The time of the first commit of each branch. */
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final TestRepository repository;
  private final Path tree;
  private final Map<String, List<String>> commits = new HashMap<>();

  private Histories(TestRepository repository, Path tree) {
    this.repository = repository;
    this.tree = tree;
  }

  static Histories make(Path directory, String mode) throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Path root = directory.resolve("original");
    Ostree.in(root).init(mode);
    return new Histories(TestRepository.of(root), tree);
  }

  static Instant day(int day) {
    return START.plus(Duration.ofDays(day));
  }

  /** The commit of a branch that was made as this one, counting from 0. */
  String commit(String branch, int index) {
    return commits.getOrDefault(branch, List.of()).get(index);
  }

  /** Adds so many commits to a branch. */
  Histories grow(String branch, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      add(branch, day(commits.getOrDefault(branch, List.of()).size()));
    }
    return this;
  }

  /** Adds a commit that was made at this time. */
  Histories add(String branch, Instant time) throws IOException {
    List<String> made = commits.computeIfAbsent(branch, _ -> new ArrayList<>());
    Files.writeString(tree.resolve("file"), branch + made.size());
    String timestamp = "--timestamp=@" + time.getEpochSecond();
    made.add(repository.ostree().commit(branch, tree, timestamp, "--canonical-permissions"));
    return this;
  }

  /** Lets a new branch begin with the first commits of another one. */
  Histories fork(String branch, String from, int count) {
    List<String> shared = commits.getOrDefault(from, List.of()).subList(0, count);
    commits.put(branch, new ArrayList<>(shared));
    repository.ostree().run("refs", "--create=" + branch, shared.getLast());
    return this;
  }

  TestRepository original() {
    return repository;
  }

  TestRepository copy(Path target) throws IOException {
    try (Stream<Path> paths = Files.walk(repository.root())) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path copy = target.resolve(repository.root().relativize(path));
        Files.copy(path, copy, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return TestRepository.of(target);
  }

  /** The commits of a branch that are there. */
  List<Integer> kept(TestRepository pruned, String branch) {
    List<Integer> kept = new ArrayList<>();
    List<String> made = commits.getOrDefault(branch, List.of());
    for (int i = 0; i < made.size(); i++) {
      if (Files.exists(pruned.object(made.get(i), "commit"))) {
        kept.add(i);
      }
    }
    return kept;
  }

  static Retention depth(int depth) {
    return new Retention(OptionalInt.of(depth), Optional.empty());
  }

  static Retention since(Instant start) {
    return new Retention(OptionalInt.empty(), Optional.of(start));
  }

  /** The policy of rules for some branches; others keep everything. */
  static RetentionPolicy only(Map<String, Retention> rules) {
    Function<RefName, Retention> branches = ref -> rules.getOrDefault(ref.value(), Retention.ALL);
    return new RetentionPolicy(branches, Retention.ALL);
  }

  static PruneResult prune(TestRepository repository, RetentionPolicy policy) throws IOException {
    return new Prune(Repository.open(repository.root()), policy).run(Prune.Mode.DELETE);
  }
}
