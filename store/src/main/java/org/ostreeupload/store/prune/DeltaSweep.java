// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StaticDeltas;

/**
 * Deletes the static deltas to commits that are not kept or not there, and those from commits that
 * are there and not kept, in the order in which readers come upon their files: index, superblock,
 * parts. To be run before commits are deleted, for it looks whether they are there.
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
    Listing.forEach(layout.deltaIndexes(), prefix -> Listing.forEach(prefix, this::sweepIndex));
    Listing.forEach(layout.deltas(), prefix -> Listing.forEach(prefix, this::sweepDelta));
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
