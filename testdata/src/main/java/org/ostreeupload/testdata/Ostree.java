// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the real {@code ostree} command on one repository.
 *
 * <p>Every method but {@link #tryRun} and {@link #fsck} throws {@link AssertionError} with the
 * whole output when the command fails, so a test needs no check of its own. Safe for use by several
 * threads as far as {@code ostree} is.
 */
public final class Ostree {

  /** The remote that {@link #pull} adds and pulls from. */
  public static final String REMOTE = "origin";

  private final Path repository;

  private Ostree(Path repository) {
    this.repository = repository;
  }

  /** Runs on the repository at {@code repository}, which {@link #init} may still have to make. */
  public static Ostree in(Path repository) {
    return new Ostree(repository);
  }

  /** The repository this runs on. */
  public Path repository() {
    return repository;
  }

  /** Makes the repository; {@code mode} as {@code ostree init --mode} names it. */
  public Ostree init(String mode, String... extra) {
    run(line("init", extra, "--mode=" + mode));
    return this;
  }

  /** Checks the repository. On a missing object this also writes a marker into {@code state/}. */
  public CommandResult fsck() {
    return tryRun("fsck");
  }

  /** The commit that {@code ref} points to, in hexadecimal. */
  public String revParse(String ref) {
    return run("rev-parse", unmistakable(ref)).stdout().strip();
  }

  /** Commits the directory {@code tree} to {@code branch} and returns the commit's checksum. */
  public String commit(String branch, Path tree, String... extra) {
    String target = "--branch=" + unmistakable(branch);
    return run(line("commit", extra, "--fsync=false", target, "--tree=dir=" + tree))
        .stdout()
        .strip();
  }

  /**
   * Checks {@code ref} out to {@code target}, which must not exist, and returns that. The files are
   * copies, never hard links into the repository: they may be changed.
   */
  public Path checkout(String ref, Path target) {
    run("checkout", "--fsync=no", "--force-copy", unmistakable(ref), target.toString());
    return target;
  }

  /** Pulls {@code refs} from {@code url} as the remote {@link #REMOTE}, without signatures. */
  public CommandResult pull(String url, String... refs) {
    return tryPull(url, refs).orThrow();
  }

  /** Like {@link #pull}, for a pull that may be refused. */
  public CommandResult tryPull(String url, String... refs) {
    run("remote", "add", "--force", "--no-gpg-verify", REMOTE, url);
    return tryRun(line("pull", refs, "--disable-fsync", REMOTE));
  }

  /** Pulls {@code refs} from another repository on this machine. */
  public CommandResult pullLocal(Path from, String... refs) {
    return run(line("pull-local", refs, "--disable-fsync", from.toString()));
  }

  /** Runs {@code ostree} with these arguments on the repository. */
  public CommandResult run(String... args) {
    return tryRun(args).orThrow();
  }

  /** Runs {@code ostree} with these arguments on the repository; it may fail. */
  public CommandResult tryRun(String... args) {
    List<String> command = new ArrayList<>(List.of("ostree", "--repo=" + repository));
    command.addAll(List.of(args));
    return Command.run("ostree", command);
  }

  /**
   * The tool takes a name of a few hexadecimal digits for the beginning of a checksum, if there is
   * a commit that begins so: by chance it then means another commit.
   */
  private static String unmistakable(String ref) {
    if (ref.matches("[0-9a-f]{1,63}")) {
      throw new IllegalArgumentException(
          "branch '" + ref + "' could be the beginning of a checksum: choose another name");
    }
    return ref;
  }

  private static String[] line(String subcommand, String[] last, String... first) {
    List<String> line = new ArrayList<>();
    line.add(subcommand);
    line.addAll(List.of(first));
    line.addAll(List.of(last));
    return line.toArray(String[]::new);
  }
}
