// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ostreeupload.store.Directories;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StaticDeltas;

/**
 * Deletes the static deltas to commits that are not kept or not there, in the order in which
 * readers come upon their files: index, superblock, parts. Those from such commits to kept ones
 * stay, for clients may have what they start from. To be run before commits are deleted, so that no
 * reader comes by way of a delta to a commit that is gone.
 */
final class DeltaSweep {
  private static final String INDEX = ".index";

  private final Layout layout;
  private final DurableFiles files;
  private final Reachable reachable;

  DeltaSweep(Repository repository, Reachable reachable) {
    this.layout = repository.layout();
    this.files = repository.files();
    this.reachable = reachable;
  }

  void run() throws IOException {
    Directories.forEach(
        layout.deltaIndexes(), prefix -> Directories.forEach(prefix, this::sweepIndex));
    Directories.forEach(layout.deltas(), prefix -> Directories.forEach(prefix, this::sweepDelta));
  }

  private void sweepIndex(Path index) throws IOException {
    String name = encodedName(index);
    if (name.endsWith(INDEX) && leadsToGarbage(name.substring(0, name.length() - INDEX.length()))) {
      Files.delete(index);
    }
  }

  private void sweepDelta(Path delta) throws IOException {
    String name = encodedName(delta);
    if (Files.isDirectory(delta) && leadsToGarbage(name)) {
      Files.deleteIfExists(delta.resolve("superblock"));
      files.syncDirectory(delta);
      DurableFiles.deleteTree(delta);
    }
  }

  private static String encodedName(Path path) {
    return "" + path.resolveSibling("").getFileName() + path.getFileName();
  }

  private boolean leadsToGarbage(String encoded) {
    return StaticDeltas.target(encoded).filter(to -> !reachable.containsCommit(to)).isPresent();
  }
}
