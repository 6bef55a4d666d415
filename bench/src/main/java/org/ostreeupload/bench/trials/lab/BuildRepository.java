// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ostreeupload.testdata.Ostree;

/**
 * A build repository by the real {@code ostree}, with branches of random trees. Not thread-safe.
 */
public final class BuildRepository {
  private static final int DIRECTORIES = 7;
  private static final int FIRST_TIME = 1_700_000_000;

  private final Ostree ostree;
  private final Path trees;
  private final SplittableRandom random;
  private int commits;

  private BuildRepository(Ostree ostree, Path trees, SplittableRandom random) {
    this.ostree = ostree;
    this.trees = trees;
    this.random = random;
  }

  /** Makes one in a directory, of a mode as {@code ostree init --mode} names it. */
  public static BuildRepository create(Path directory, String mode, SplittableRandom random)
      throws IOException {
    Ostree ostree = Ostree.in(directory.resolve("repo")).init(mode);
    ostree.run("config", "set", "archive.zlib-level", "1");
    return new BuildRepository(
        ostree, Files.createDirectory(directory.resolve("trees")), random.split());
  }

  public Ostree ostree() {
    return ostree;
  }

  /** The directory of the repository. */
  public Path path() {
    return ostree.repository();
  }

  /**
   * Commits a new tree to a branch: of its files one in five stays as it was, one in three has
   * content that all repositories share that commit with the same number.
   *
   * @param options more of {@code ostree commit}
   * @return the commit
   */
  public String commit(String branch, Shape shape, long shared, String... options)
      throws IOException {
    Path tree = trees.resolve(branch.replace('/', '-'));
    for (int i = 0; i < shape.files(); i++) {
      Path file = tree.resolve("d" + i % DIRECTORIES).resolve("f" + i);
      if (!Files.exists(file) || random.nextInt(5) > 0) {
        long seed = i % 3 == 0 ? shared * 65_537 + i : random.nextLong();
        new Content(seed).write(file, shape.bytes() / shape.files());
      }
    }
    if (shape.large() > 0) {
      new Content(random.nextLong()).writeExactly(tree.resolve("large"), shape.large());
    }
    return commitTree(branch, tree, options);
  }

  /** Commits a directory to a branch. */
  public String commitTree(String branch, Path tree, String... options) {
    commits++;
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--subject=" + branch + " " + commits);
    all.add("--timestamp=@" + (FIRST_TIME + commits));
    return ostree.commit(branch, tree, all.toArray(String[]::new));
  }

  /** Where trees are made. */
  public Path tree(String branch) {
    return trees.resolve(branch.replace('/', '-'));
  }
}
