// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ostreeupload.store.Closure;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;

/**
 * The marks that {@code ostree fsck} puts on commits that miss an object. It never takes one back
 * by itself, and fails for as long as there is one. Source: docs/DESIGN.md, "Healing".
 */
public final class DamageMarks {
  private static final String SUFFIX = ".commitpartial";
  private static final String FOUND_BY_FSCK = "f";

  private final Repository repository;
  private final SoundObjects objects;

  /** Those of a repository. */
  public DamageMarks(Repository repository) {
    this.repository = repository;
    this.objects = new SoundObjects(repository);
  }

  /**
   * Deletes the marks of commits that have all their objects again, none of them wanted.
   *
   * @return how many were deleted
   */
  public int deleteOfWholeCommits() throws IOException {
    Path state = repository.layout().root().resolve("state");
    int deleted = 0;
    if (!Files.isDirectory(state)) {
      return deleted;
    }
    for (Path mark : Staging.list(state)) {
      String name = String.valueOf(mark.getFileName());
      if (name.endsWith(SUFFIX)
          && Files.size(mark) == FOUND_BY_FSCK.length()
          && Files.readString(mark).equals(FOUND_BY_FSCK)
          && isWhole(checksum(name))) {
        Files.deleteIfExists(mark);
        deleted++;
      }
    }
    return deleted;
  }

  private static Checksum checksum(String name) throws MalformedException {
    return Checksum.parse(name.substring(0, name.length() - SUFFIX.length()));
  }

  private boolean isWhole(Checksum commit) throws IOException {
    boolean[] whole = {true};
    Closure closure =
        new Closure(
            objects,
            name -> {
              whole[0] &= objects.contains(name);
              return whole[0];
            });
    try {
      closure.walk(commit, Optional.empty());
      return whole[0];
    } catch (ObjectException e) {
      // Missing or damaged: not whole, and damage has been noted as wanted on the way.
      return false;
    }
  }
}
