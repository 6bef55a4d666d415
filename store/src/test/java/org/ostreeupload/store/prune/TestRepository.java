// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ostreeupload.store.Repository;
import org.ostreeupload.testdata.GoldenRepositories;
import org.ostreeupload.testdata.Ostree;
import org.ostreeupload.testdata.TreeListing;

/** A repository to prune, seen as files and by the real tool. */
record TestRepository(Path root, Ostree ostree) {
  static TestRepository of(Path root) {
    return new TestRepository(root, Ostree.in(root));
  }

  static TestRepository golden(String name, Path target) {
    return of(GoldenRepositories.get().copy(name, target));
  }

  PruneResult prune() throws IOException {
    return new Prune(Repository.open(root)).run(Prune.Mode.DELETE);
  }

  void config(String key, String value) {
    ostree.run("config", "set", key, value);
  }

  /** Deletes branches and refs of remotes; aliases must come before what they point to. */
  void deleteRefs(String... refs) {
    ostree.run(
        Stream.concat(Stream.of("refs", "--delete"), Stream.of(refs)).toArray(String[]::new));
  }

  Path object(String checksum, String extension) {
    return root.resolve("objects")
        .resolve(checksum.substring(0, 2))
        .resolve(checksum.substring(2) + "." + extension);
  }

  Path mark(String commit) {
    return root.resolve("state").resolve(commit + ".commitpartial");
  }

  /** The checksum of a file or directory in a tree; the root's dirtree for {@code /}. */
  String checksum(String ref, String path) {
    return ostree.run("ls", "-C", "-d", ref, path).stdout().split("\\s+", -1)[4];
  }

  /** Everything in {@code objects/} whose name ends so. */
  List<Path> objects(String end) throws IOException {
    try (Stream<Path> paths = Files.walk(root.resolve("objects"))) {
      return paths
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .filter(path -> path.toString().endsWith(end))
          .sorted()
          .toList();
    }
  }

  /** All that a prune may change, to the byte and the extended attribute. */
  List<String> listing() {
    return Stream.of("objects", "state", "refs")
        .flatMap(name -> TreeListing.of(root.resolve(name)).stream())
        .toList();
  }
}
