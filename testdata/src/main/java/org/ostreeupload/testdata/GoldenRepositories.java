// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Repositories made by the real {@code ostree} command: one of each mode, holding the same refs as
 * far as the mode can, and some special ones. {@code golden/make-golden.sh} says what is in them.
 *
 * <p>They are made on first use, below {@code target/}, once for each version of the script, and
 * shared by all tests of all modules: read them where they are, {@link #copy} them to change them.
 * Safe for use by several threads and several JVMs at once.
 */
public final class GoldenRepositories {

  private static final String SCRIPT = "golden/make-golden.sh";
  private static final List<String> MODES =
      List.of("archive", "bare", "bare-user", "bare-user-only", "bare-split-xattrs");
  private static final Object MAKING = new Object();

  private final Path directory;

  private GoldenRepositories(Path directory) {
    this.directory = directory;
  }

  /**
   * The golden repositories, made now if need be, which takes 10 to 20 seconds.
   *
   * @throws AssertionError if they cannot be made, for instance for want of {@code ostree}
   */
  public static GoldenRepositories get() {
    try {
      Path module = module();
      String version = Sha256.hex(Files.readAllBytes(module.resolve(SCRIPT))).substring(0, 12);
      Path directory = module.resolve("target").resolve("golden-" + version);
      if (!Files.exists(directory)) {
        makeOnce(module, directory);
      }
      return new GoldenRepositories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The modes; each is also the name of the rich repository of that mode. */
  public static List<String> modes() {
    return MODES;
  }

  /** The directory of the repository named {@code name}. Not to be written to. */
  public Path repository(String name) {
    Path repository = directory.resolve(name);
    if (!Files.isDirectory(repository.resolve("objects"))) {
      throw new IllegalArgumentException("No golden repository " + name + " in " + directory);
    }
    return repository;
  }

  /** The names of all repositories, sorted. */
  public List<String> names() {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> Files.isDirectory(entry.resolve("objects")))
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every ref of every repository, aliases included. */
  public Stream<GoldenRef> refs() {
    try {
      return Files.readAllLines(directory.resolve("refs.tsv")).stream().map(GoldenRef::parse);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The binary OpenPGP public key that verifies the commit of the ref {@code signed}. */
  public Path publicKey() {
    return directory.resolve("gpg/pubring.gpg");
  }

  /**
   * Copies a repository to {@code target}, which must not exist, with owners, modes, extended
   * attributes and hard links, and returns {@code target}.
   */
  public Path copy(String name, Path target) {
    if (Files.exists(target)) {
      throw new IllegalArgumentException("Exists already: " + target);
    }
    Path source = repository(name);
    List<String> command =
        List.of("cp", "-a", "--no-target-directory", "--", source.toString(), target.toString());
    Command.run("coreutils", command).orThrow();
    return target;
  }

  // One lock among JVMs, and one among threads: a file lock does not hold within a JVM.
  private static void makeOnce(Path module, Path directory) throws IOException {
    Path target = Files.createDirectories(module.resolve("target"));
    synchronized (MAKING) {
      try (FileChannel channel =
          FileChannel.open(
              target.resolve("golden.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock(); // until the channel is closed
        if (!Files.exists(directory)) {
          make(module.resolve(SCRIPT), directory);
        }
      }
    }
  }

  private static void make(Path script, Path directory) throws IOException {
    Command.run("ostree", List.of("ostree", "--version")).orThrow();
    Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
    Command.run("coreutils", List.of("rm", "-rf", "--", unfinished.toString())).orThrow();
    Command.run("bash", List.of("bash", script.toString(), unfinished.toString())).orThrow();
    Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path module() {
    String root = System.getProperty("ostreeupload.root", "");
    Path start = Path.of(root).toAbsolutePath();
    for (Path candidate = start; candidate != null; candidate = candidate.getParent()) {
      Path module = candidate.resolve("testdata");
      if (Files.exists(module.resolve(SCRIPT))) {
        return module;
      }
    }
    throw new AssertionError("No testdata/" + SCRIPT + " in or above " + start);
  }
}
