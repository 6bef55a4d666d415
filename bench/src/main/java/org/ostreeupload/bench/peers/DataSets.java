// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.testdata.Ostree;

/**
 * The repositories that commits come from, made once by the real {@code ostree} and kept in a
 * directory. Not thread-safe.
 */
final class DataSets {
  private static final String SUITE = "bookworm";
  private static final String PACKAGES = "git,python3,perl,gcc,openssh-client,gnupg,vim,curl";
  private static final int ONE_OF = 50; // two in a hundred files change
  private static final int LARGE_EDITS = 6;
  private static final int EDIT = 4096;
  private static final int PER_DIRECTORY = 500;
  private static final int LARGE_FILE = 1 << 30;

  private final Path directory;
  private final Consumer<String> news;

  DataSets(Path directory, Consumer<String> news) {
    this.directory = directory;
    this.news = news;
  }

  /** A step that makes a data set. */
  @FunctionalInterface
  private interface Maker {
    void make(Path target) throws IOException, InterruptedException;
  }

  /** What is there under a name, made if it is not; a half-made one is made again. */
  private Path made(String name, Maker maker) throws IOException, InterruptedException {
    Path target = directory.resolve(name);
    if (!Files.exists(target)) {
      news.accept("making " + target);
      Path unfinished = directory.resolve(name + ".unfinished");
      DurableFiles.deleteTree(unfinished);
      Files.createDirectories(unfinished);
      maker.make(unfinished);
      Files.move(unfinished, target);
    }
    return target;
  }

  /** A Debian system. */
  Path debian() throws IOException, InterruptedException {
    Path tree = debianTree();
    return made(
        "debian",
        target -> Ostree.in(target).init("archive").commit(DataSet.BRANCH, tree.resolve("tree")));
  }

  private Path debianTree() throws IOException, InterruptedException {
    return made(
        "debian-tree",
        target -> {
          Path tree = target.resolve("tree");
          run("debootstrap", "--include=" + PACKAGES, SUITE, tree + "");
          // Devices and sockets cannot be in a commit; what apt downloaded need not be.
          for (String left : List.of("dev", "proc", "sys", "run", "var/cache/apt", "var/lib/apt")) {
            DurableFiles.deleteTree(tree.resolve(left));
          }
        });
  }

  /** The same system, with a second commit in which two in a hundred files are changed. */
  Path debianUpdated() throws IOException, InterruptedException {
    Path first = debian();
    Path tree = debianTree();
    return made(
        "debian-updated",
        target -> {
          run("cp", "-a", first + "/.", target + "");
          Path changed = directory.resolve("changed.unfinished");
          DurableFiles.deleteTree(changed);
          run("cp", "-a", tree.resolve("tree") + "", changed + "");
          change(changed);
          Ostree.in(target).commit(DataSet.BRANCH, changed);
          DurableFiles.deleteTree(changed);
        });
  }

  private static void change(Path tree) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(tree)) {
      all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .forEach(files::add);
    }
    SplittableRandom random = new SplittableRandom(1);
    List<Path> largest = new ArrayList<>(files);
    largest.sort(Comparator.comparingLong((Path file) -> file.toFile().length()).reversed());
    for (Path file : largest.subList(0, LARGE_EDITS)) {
      edit(file, EDIT, random);
    }
    for (int i = 0; i < files.size() / ONE_OF; i++) {
      Path file = files.get(random.nextInt(files.size()));
      if (!largest.subList(0, LARGE_EDITS).contains(file)) {
        edit(file, 16, random);
      }
    }
  }

  /** Changes some bytes of a file in their place. */
  private static void edit(Path file, int count, SplittableRandom random) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] fresh = new byte[count];
      random.nextBytes(fresh);
      bytes.seek(bytes.length() / 2);
      bytes.write(fresh);
    }
  }

  /** A hundred thousand files of 200 to 2,000 bytes. */
  Path small() throws IOException, InterruptedException {
    return made("small", target -> commitFiles(target, 100_000, 200, 2_000));
  }

  /** One file of 1 GiB, half of which can be compressed away. */
  Path large() throws IOException, InterruptedException {
    return made(
        "large",
        target -> {
          Path tree = Files.createDirectories(directory.resolve("large-tree.unfinished"));
          writeLarge(tree.resolve("large"));
          Ostree.in(target).init("archive").commit(DataSet.BRANCH, tree);
          DurableFiles.deleteTree(tree);
        });
  }

  private static void writeLarge(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    byte[] piece = new byte[1 << 20];
    try (var out = Files.newOutputStream(file)) {
      for (long left = LARGE_FILE; left > 0; left -= piece.length) {
        random.nextBytes(piece);
        for (int i = 0; i < piece.length; i++) {
          piece[i] = (byte) ('A' + (piece[i] & 15));
        }
        out.write(piece);
      }
    }
  }

  /** So many files, and a second commit in which one of them is another. */
  Path oneChangedOf(int count) throws IOException, InterruptedException {
    Path before = of(count);
    return made(
        count + "-updated",
        target -> {
          run("cp", "-a", before + "/.", target + "");
          Path tree = directory.resolve("checkout.unfinished");
          DurableFiles.deleteTree(tree);
          Ostree.in(target).checkout(DataSet.BRANCH, tree);
          Files.writeString(tree.resolve("0/0"), "changed\n");
          Ostree.in(target).commit(DataSet.BRANCH, tree);
          DurableFiles.deleteTree(tree);
        });
  }

  /** The repository of {@link #oneChangedOf} before the change. */
  Path of(int count) throws IOException, InterruptedException {
    return made(count + "", target -> commitFiles(target, count, 20, 60));
  }

  private void commitFiles(Path target, int count, int least, int most) throws IOException {
    Path tree = directory.resolve("files.unfinished");
    DurableFiles.deleteTree(tree);
    SplittableRandom random = new SplittableRandom(count);
    for (int i = 0; i < count; i++) {
      Path parent = tree.resolve(i / PER_DIRECTORY + "");
      if (i % PER_DIRECTORY == 0) {
        Files.createDirectories(parent);
      }
      StringBuilder text = new StringBuilder();
      int size = random.nextInt(least, most + 1);
      while (text.length() < size) {
        text.append(Long.toHexString(random.nextLong())).append('\n');
      }
      Files.write(
          parent.resolve(i % PER_DIRECTORY + ""),
          text.substring(0, size).getBytes(StandardCharsets.US_ASCII));
    }
    Ostree.in(target).init("archive").commit(DataSet.BRANCH, tree);
    DurableFiles.deleteTree(tree);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }
}
