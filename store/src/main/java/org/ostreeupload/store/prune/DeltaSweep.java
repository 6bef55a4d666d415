// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ostreeupload.store.DurableFiles;
import org.ostreeupload.store.Layout;
import org.ostreeupload.store.ObjectStore;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.StaticDeltas;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

/**
 * Deletes the static deltas to commits that are not there, in the order in which readers come upon
 * their files: index, superblock, parts.
 */
final class DeltaSweep {
  private static final String INDEX = ".index";

  private final Layout layout;
  private final DurableFiles files;
  private final ObjectStore objects;

  DeltaSweep(Repository repository) {
    this.layout = repository.layout();
    this.files = repository.files();
    this.objects = repository.objects();
  }

  void run() throws IOException {
    Listing.forEach(
        layout.deltaIndexes(), prefix -> Listing.forEach(prefix, this::deleteIndexToMissing));
    Listing.forEach(layout.deltas(), prefix -> Listing.forEach(prefix, this::deleteDeltaToMissing));
  }

  private void deleteIndexToMissing(Path index) throws IOException {
    String name = encodedName(index);
    if (name.endsWith(INDEX) && isToMissing(name.substring(0, name.length() - INDEX.length()))) {
      Files.delete(index);
    }
  }

  private void deleteDeltaToMissing(Path delta) throws IOException {
    if (Files.isDirectory(delta) && isToMissing(encodedName(delta))) {
      Files.deleteIfExists(delta.resolve("superblock"));
      files.syncDirectory(delta);
      DurableFiles.deleteTree(delta);
    }
  }

  private static String encodedName(Path path) {
    return "" + path.resolveSibling("").getFileName() + path.getFileName();
  }

  private boolean isToMissing(String encoded) throws IOException {
    Optional<Checksum> target = StaticDeltas.target(encoded);
    return target.isPresent() && !objects.contains(ObjectName.commit(target.get()));
  }
}
