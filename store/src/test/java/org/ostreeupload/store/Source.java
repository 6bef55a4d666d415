// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.testdata.Ostree;

/** An archive repository in which the real tool makes small commits. */
public final class Source {
  private final Path tree;
  private final Ostree ostree;

  /** Makes one in a new directory; {@code init} are further arguments of {@code ostree init}. */
  public Source(Path directory, String... init) throws IOException {
    tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("constant"));
    Files.writeString(tree.resolve("constant/file"), "never changes");
    ostree = Ostree.in(directory.resolve("repository")).init("archive", init);
  }

  /** Commits a tree in which only the file {@code changing/file} is not the same every time. */
  public Checksum commit(String branch, String text, String... arguments) throws IOException {
    Files.createDirectories(tree.resolve("changing"));
    Files.writeString(tree.resolve("changing/file"), text);
    return Checksum.parse(ostree.commit(branch, tree, arguments));
  }

  /** The repository as it is now. */
  public Repository open() throws IOException {
    return Repository.open(ostree.repository());
  }

  /** The real tool on it. */
  public Ostree ostree() {
    return ostree;
  }
}
