// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Writes archive repositories with exactly one {@link Fault} each.
 *
 * <p>Each holds a small tree: a file, an empty file, a symlink, a directory, and one entry more
 * that leads to the faulty object. All other objects are sound, every checksum along the way is
 * true of the bytes it names, and so is the faulty object's own name unless that is the fault: a
 * check that is missing is not made up for by another one.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class DamagedRepositories {

  private DamagedRepositories() {}

  /** Writes the repository of {@code fault} into a new directory named by it below {@code dir}. */
  public static DamagedRepository make(Fault fault, Path dir) {
    try {
      Path path = dir.resolve(fault.directoryName());
      Draft draft = Draft.in(path);
      String badObject = Damage.publish(fault, draft);
      return new DamagedRepository(path, draft.branch(), draft.commit(), badObject);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the repository the others are made from, with no fault. */
  public static DamagedRepository sound(Path dir) {
    try {
      Path path = dir.resolve("sound");
      Draft draft = Draft.in(path);
      draft.publish();
      return new DamagedRepository(path, draft.branch(), draft.commit(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
